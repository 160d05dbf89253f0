"""For everyone: no violation that axe finds, no mouse needed, calm for those who ask for calm."""

from __future__ import annotations

import re

import pytest

AFTER = "(n) => Number(document.getElementById('iteration').value) > n"


@pytest.fixture
def violations(packages):
    axe = (packages / "axe-core" / "axe.min.js").read_text("utf-8")

    def found(tab):
        tab.evaluate(axe)
        result = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [(v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]]

    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_no_violation(visit, violations, scheme, size):
    tab = visit("v=1&at=300&seeds=2", size=size, scheme=scheme)
    assert violations(tab) == []
    if size[0] < 500:
        tab.click("summary")
    tab.click("[data-tour=chaos]")
    tab.wait_for_selector("#tour:visible")
    assert violations(tab) == []
    tab.click("#copy-python")
    assert violations(tab) == []


@pytest.mark.parametrize("size", [(360, 740), (768, 1024)])
def test_nothing_is_wider_than_the_screen(visit, size):
    tab = visit("v=1&hidden=9,9,9,9,9,9&init=zeros;random;he;xavier;glorot;ones&at=10", size=size)
    assert tab.evaluate("document.documentElement.scrollWidth") == size[0]


def test_a_race_is_run_by_keyboard_alone(visit):
    tab = visit("v=1&init=he&at=0")

    def tab_to(id):
        for _ in range(60):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.id") == id:
                outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"focus cannot be seen on {id}"
                return
        raise AssertionError(f"Tab does not reach {id}")

    tab_to("skip")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "sentence"
    assert tab.evaluate("location.hash") == "#v=1&init=he&at=0"
    tab_to("data")
    tab.keyboard.press("ArrowDown")
    tab.wait_for_function("() => location.hash.includes('data=moons')")
    tab_to("add-layer")
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => location.hash.includes('hidden=10,5,5')")
    tab_to("play")
    tab.keyboard.press("Space")
    tab.wait_for_function(AFTER, arg=20)
    tab.keyboard.press("Space")
    tab.wait_for_function("() => document.getElementById('play').textContent === 'Play'")
    tab_to("copy-python")
    tab.keyboard.press("Enter")
    assert "initlab.compare" in tab.input_value("#share-text")
    tab.keyboard.press("Escape")
    tab_to("add-racer")
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => document.querySelectorAll('.racer').length === 2")


def test_who_wants_little_motion_is_asked_first(visit):
    tab = visit(motion="reduce")
    assert tab.inner_text("#play") == "Play"
    assert tab.get_attribute("#iteration", "value") == "0"
    tab.click("#play")
    tab.wait_for_function(AFTER, arg=50)


def test_pictures_have_words(visit):
    tab = visit("v=1&init=zeros;he&at=2000")
    pictures = tab.locator("canvas[role=img]")
    words = pictures.evaluate_all("(all) => all.map((c) => c.getAttribute('aria-label'))")
    assert len(words) == 7
    assert all(len(word) > 40 for word in words)
    assert words[0].startswith("Decision boundary. Zeros: all units of layer 1 are the same")


def test_what_is_said_aloud_changes_only_with_what_happens(visit):
    tab = visit("v=1&init=he;xavier:scale=4&seed=3")
    tab.wait_for_function(AFTER, arg=100)
    tab.evaluate(
        """() => {
            window.told = {sentence: [], aloud: []};
            for (const [id, said] of Object.entries(window.told)) {
                const place = document.getElementById(id);
                said.push(place.textContent);
                new MutationObserver(() => said.push(place.textContent)).observe(
                    place, {childList: true});
            }
        }"""
    )
    tab.wait_for_function("() => window.told.sentence.length > 12")
    told = tab.evaluate("window.told")
    assert without_repeats(told["aloud"]) == told["aloud"]
    assert len(told["aloud"]) <= len(without_repeats(told["sentence"]))


def without_repeats(sentences):
    """The sentences that differ from the one before in more than numbers."""
    return [s for k, s in enumerate(sentences) if k == 0 or bare(s) != bare(sentences[k - 1])]


def bare(sentence):
    return re.sub(r"[\d.,]+", "", sentence)
