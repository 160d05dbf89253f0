"""Pictures as elements of a page: named, small, repeatable, with ids of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import initlab.report
from initlab.errors import DomainError
from initlab.report import Series, curves, decision_map, new_axes, new_figure, styled, to_svg

SVG = "{http://www.w3.org/2000/svg}"


def picture(label="he", title="Cost", description="It falls."):
    x = np.arange(15)
    series = [Series(label, x, 0.9**x, 0.8**x, 0.95**x, dotted_from=9)]
    ax = curves(new_axes(), series, x_label="epoch", y_label="cost")
    return to_svg(ax.figure, title=title, description=description)


def ids(svg):
    return [e.get("id") for e in ElementTree.fromstring(svg).iter() if e.get("id") is not None]


def test_the_same_picture_has_the_same_bytes():
    assert picture() == picture()


def run(program, **environment):
    folder = Path(initlab.report.__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(folder), **environment},
    ).stdout


def test_the_same_picture_has_the_same_bytes_in_another_process():
    program = """
import sys
from initlab.report import Series, curves, new_axes, to_svg
series = [Series(name, [0, 1], [1, 2], [0, 1], [2, 3]) for name in ("he", "zeros")]
ax = curves(new_axes(), series, x_label="epoch", y_label="cost")
sys.stdout.buffer.write(to_svg(ax.figure, title="Cost", description="It rises.").encode())
"""
    outputs = {run(program, PYTHONHASHSEED=seed, SOURCE_DATE_EPOCH=seed) for seed in ("1", "99")}
    assert len(outputs) == 1


def test_a_figure_can_be_drawn_twice():
    ax = curves(new_axes(), [Series("he", [0, 1], [1, 2])], x_label="x", y_label="y")
    first, second = (to_svg(ax.figure, title="t", description="d") for _ in range(2))
    assert first == second


def test_it_is_one_element_with_a_name_and_a_description():
    root = ElementTree.fromstring(picture(title="Cost <of> he", description='"falls" & stays'))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Cost <of> he")
    assert (description.tag, description.text) == (f"{SVG}desc", '"falls" & stays')
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_it_fits_its_box():
    root = ElementTree.fromstring(picture())
    assert root.get("viewBox") == "0 0 331.2 216"  # 4.6 by 3 inches of 72 points
    assert root.get("width") is None
    # 4.6 inches of 96 pixels, times 1.35
    assert root.get("style").startswith("width:100%;max-width:596px;height:auto")


def test_nothing_of_it_reaches_out():
    svg = picture()
    assert re.findall(r"https?:[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    for word in ("<style", "<script", "<?xml", "<!DOCTYPE", "xlink", "metadata", "font-family: "):
        assert word not in svg


def test_ids_are_unique_and_no_other_picture_has_them():
    one, other = ids(picture()), ids(picture(label="zeros"))
    assert len(one) == len(set(one)) > 3
    assert not set(one) & set(other)


def test_every_reference_leads_somewhere():
    svg = picture()
    references = re.findall(r"(?:href=\"|url\()#([\w-]+)", svg)
    assert len(references) > 10
    assert set(references) <= set(ids(svg))


def test_only_referenced_ids_remain():
    svg = picture()
    for name in ids(svg):
        assert len(re.findall(rf"{name}\b", svg)) >= 2, name


def test_the_page_may_change_the_colours_but_not_those_on_a_map():
    svg = picture()
    assert "var(--plot-1,#0072b2)" in svg
    assert "var(--plot-ink,#1f2933)" in svg
    assert not re.search(r"(?<!,)#0072b2", svg)
    grid = np.linspace(0, 1, 5)
    ax = new_axes()
    decision_map(ax, grid, grid, np.tile(grid, (5, 1)), [[0.2, 0.2]], [0], title="he")
    drawn = to_svg(ax.figure, title="t", description="d")
    assert "fill: #0072b2" in drawn
    assert "var(--plot-1" not in drawn
    assert "fill: var(--plot-ink" in drawn  # the title lies outside the map


def test_matplotlibs_black_letters_and_frames_follow_the_page():
    ax = new_figure().subplots()
    ax.set_title("black")
    drawn = to_svg(ax.figure, title="t", description="d")
    assert "#000000" not in drawn
    texts = re.findall(r"<text style=\"([^\"]*)", drawn)
    assert len(texts) > 10
    assert all("fill: var(--plot-ink" in style for style in texts)


def test_pictures_are_small():
    assert len(picture()) < 12_000


def test_several_axes_in_one_figure():
    figure = new_figure(6, 3)
    with styled():
        left, right = figure.subplots(1, 2)
    for ax in (left, right):
        curves(ax, [Series("he", [0, 1], [1, 2])], x_label="x", y_label="y")
    names = ids(to_svg(figure, title="t", description="d"))
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["\x00\x07", "\ud800", "]]>", "&amp;", "x" * 500])
def test_odd_names_make_sound_svg(name):
    ElementTree.fromstring(picture(label=name, title=f"t {name}", description=name))


def test_a_picture_needs_a_title():
    with pytest.raises(DomainError, match="title"):
        to_svg(new_axes().figure, title=" ", description="d")


def test_importing_is_cheap_and_no_window_system_is_touched():
    program = (
        "import sys, initlab.report as r; assert not {'matplotlib', 'jinja2'} & set(sys.modules);"
        "ax = r.curves(r.new_axes(), [r.Series('a', [0], [1])], x_label='x', y_label='y');"
        "r.to_svg(ax.figure, title='t', description='d');"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    run(program)
