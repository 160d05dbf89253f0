"""Pages: plain text in, sound and harmless HTML out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from initlab.errors import DomainError, ShapeError
from initlab.report import (
    Code,
    Page,
    Picture,
    Row,
    Section,
    Series,
    Table,
    Text,
    curves,
    new_axes,
    render,
    to_svg,
)

VOID = {"meta", "link", "br", "hr", "img", "input"}
PAYLOAD = "<script>alert('1')</script>\"&'{{ 7*7 }}<img src=x onerror=alert(1)>"


class Reader(HTMLParser):
    """The elements of a page, and whether every one that opens also closes."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.text = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def tags(self):
        return [tag for tag, _ in self.elements]

    def ids(self):
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def svg(label="he"):
    ax = curves(new_axes(), [Series(label, [0, 1], [1, 2])], x_label="x", y_label="y")
    return to_svg(ax.figure, title=label, description=label)


TABLE = Table(["start", "cost"], [["he", 0.0712], ["zeros", None]], caption="Costs")


def page(*blocks, title="Two starts", heading="Results"):
    return Page(title, "He learns, zeros does not.", [Section(heading, blocks)], "made by hand")


FULL = page(
    Text("One paragraph.\n\nAnother one."),
    TABLE,
    Picture(svg(), "He falls.", TABLE),
    Row([Picture(svg("a"), "First."), Picture(svg("b"), "Second.", TABLE)]),
    Code("initlab compare\n  # <done>"),
)


@pytest.mark.parametrize("fragment", [False, True])
def test_every_element_is_closed_and_every_id_unique(fragment):
    reader = Reader(render(FULL, fragment=fragment))
    assert len(reader.ids()) == len(set(reader.ids()))
    for tag in ("h1", "h2", "p", "table", "figure", "figcaption", "details", "svg", "pre"):
        assert tag in reader.tags(), tag


def test_the_same_page_has_the_same_bytes():
    assert render(FULL) == render(FULL)


def test_it_is_a_document_of_its_own():
    html = render(FULL)
    assert html.startswith('<!doctype html>\n<html lang="en">')
    tags = Reader(html).tags()
    assert tags.count("main") == tags.count("h1") == tags.count("title") - html.count("<svg") == 1
    assert "@media print" in html
    assert "prefers-color-scheme: dark" in html


def test_it_fetches_and_runs_nothing():
    html = render(FULL)
    assert set(re.findall(r"https?://[^\s\"'<)]*", html)) == {"http://www.w3.org/2000/svg"}
    reader = Reader(html)
    assert not {"script", "link", "iframe", "object", "base", "form"} & set(reader.tags())
    for _, attributes in reader.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href"):
            assert attributes.get(name, "#").startswith(("#", "data:"))
    policy = next(a["content"] for _, a in reader.elements if "http-equiv" in a)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pytest.mark.parametrize("fragment", [False, True])
def test_markup_in_any_text_is_shown_and_not_obeyed(fragment):
    table = Table([PAYLOAD], [[PAYLOAD]], PAYLOAD)
    drawing = Picture(svg(PAYLOAD), PAYLOAD, table)
    section = Section(PAYLOAD, [Text(PAYLOAD), table, drawing, Row([drawing]), Code(PAYLOAD)])
    html = render(Page(PAYLOAD, PAYLOAD, [section], PAYLOAD), fragment=fragment)
    reader = Reader(html)
    assert not {"script", "img"} & set(reader.tags())
    assert not any("onerror" in attributes for _, attributes in reader.elements)
    # title (document only), h1, verdict, h2, text, three tables of 3, two captions, code, footer;
    # and each of the two pictures has it as title and description; as a name it is cut short.
    texts = sum(PAYLOAD in part for part in "\n".join(reader.text).split("\n"))
    assert texts == (1 - fragment) + 4 + 3 * 3 + 2 + 2 + 2 * 2


def test_a_fragment_leaves_the_page_around_it_alone():
    html = render(FULL, fragment=True)
    assert not {"html", "head", "body", "main", "meta"} & set(Reader(html).tags())
    sheet = re.search(r"<style>(.*?)</style>", html, re.S)[1]
    for selectors in re.findall(r"([^{};]+){", sheet):
        for selector in selectors.split(","):
            assert selector.strip().startswith((".initlab", "@media")), selector


def test_a_picture_that_comes_twice_gets_ids_of_its_own():
    twice = Picture(svg(), "Again.")
    reader = Reader(render(page(twice, Row([twice, twice]))))
    assert len(reader.ids()) == len(set(reader.ids()))
    assert reader.tags().count("svg") == 3
    for tag, attributes in reader.elements:
        if tag == "svg":
            assert set(attributes["aria-labelledby"].split()) <= set(reader.ids())


def test_paragraphs_are_parted_by_blank_lines():
    html = render(page(Text("One\nline.\n\n \nTwo.\n")))
    assert re.findall(r"<p>(.*?)</p>", html, re.S)[:2] == ["One\nline.", "Two."]


# Right if all cells are numbers, or texts that are quantities.
@pytest.mark.parametrize(
    ("column", "right"),
    [
        ([1, 2.5, None], True),
        (["0.93 ± 0.01", "−0.5"], True),
        (["[0.1, 0.2]", "–"], True),
        (["12 %", "< 0.1"], True),
        (["1e-7", "2×10⁻⁵"], True),
        ([float("nan"), float("inf"), -float("inf")], True),
        (["0.5", ""], True),
        (["he", "zeros"], False),
        ([1, "diverged"], False),
        (["2-layer", "3-layer"], False),
        (["-", "he"], False),
        ([""], False),
    ],
)
def test_columns_of_numbers_are_aligned_right(column, right):
    html = render(page(Table(["name"], [[cell] for cell in column], "Cells")))
    assert html.count('class="number"') == right * (len(column) + 1)


def test_long_texts_get_room_and_short_ones_stay_on_one_line():
    html = render(page(Table(["a", "b"], [["x" * 27, "he normal"]], "Texts")))
    assert re.findall(r'<td class="(.*?)">', html) == ["long", "short"]


def test_numbers_have_four_digits_and_true_minus_signs():
    cells = [0.123456, -2, 1e-7, np.float64(-0.5), None, float("nan")]
    html = render(page(Table(["number"], [[cell] for cell in cells], "Numbers")))
    shown = re.findall(r'<td class="number">(.*?)</td>', html)
    assert shown == ["0.1235", "−2", "1e−7", "−0.5", "–", "NaN"]


def test_empty_tables_rows_and_pages_are_fine():
    Reader(render(Page("Empty", "Nothing.", [], "")))
    Reader(render(page(Table(["a"], [], "No rows"), Row([]), Text(""), Code(""))))


def test_sections_with_one_heading_get_two_ids():
    sections = [Section(h, []) for h in ("Why?", "Why", "…")] + [Section("x", [], id="why-2")]
    html = render(Page("t", "v", sections, ""))
    assert re.findall(r'<section id="(.*?)">', html) == ["why", "why-3", "section", "why-2"]


def test_bytes_that_are_no_text_do_not_stop_the_page():
    render(page(Text("file\udcff.csv"))).encode()


@pytest.mark.parametrize(
    ("sections", "error"),
    [
        ([Section("a", [Table(["x", "y"], [[1]], "Costs")])], ShapeError),
        ([Section("a", [Picture("<b>no</b>", "No.")])], DomainError),
        ([Section("a", [], id="x"), Section("b", [], id="x")], DomainError),
        ([Section("a", [], id='"><b>')], DomainError),
    ],
)
def test_what_does_not_fit_is_refused(sections, error):
    with pytest.raises(error, match="got"):
        render(Page("t", "v", sections, ""))
