"""Choose, play, pause, step, share, reload: what a visitor does."""

from __future__ import annotations

import re

import pytest

AFTER = "(n) => Number(document.getElementById('iteration').value) > n"


def shared(tab, button):
    """The text that one of the two share buttons gives."""
    tab.click(button)
    text = tab.input_value("#share-text")
    tab.click("#share-close")
    return text


def test_the_page_races_when_opened(visit):
    tab = visit()
    tab.wait_for_function(AFTER, arg=100)
    assert tab.inner_text("#play") == "Pause"
    assert tab.locator(".racer").count() == 5
    tab.wait_for_selector("#sentence:has-text('After ')")  # it changes four times a second
    assert re.match(r"After [\d,]+ updates, ", tab.inner_text("#sentence"))
    zeros = "Zeros: all units of layer 1 are the same, and no gradient reaches the first weights."
    assert zeros in tab.inner_text("#sentence")


def test_a_shared_link_shows_the_same_pictures_and_numbers(visit, seen):
    tab = visit()
    tab.select_option("#data", "moons")
    tab.select_option("#activation", "tanh")
    tab.select_option("#rate-of-learning", "0.3")
    tab.click("#add-layer")
    tab.fill("#widths li:nth-child(3) input", "7")
    tab.click("#add-racer")
    tab.select_option(".racer:nth-child(1) select", "ones")
    tab.wait_for_function(AFTER, arg=600)  # where curves no longer have every iteration
    tab.click("#play")
    tab.click("#step")
    tab.click("#step-many")
    before = seen(tab)
    link = shared(tab, "#copy-link")
    assert f"at={before['iteration']}" in link
    assert link.split("#")[1] == tab.evaluate("location.hash").lstrip("#")
    again = visit(link.split("#")[1])
    assert len(before["costs"]) == 6
    assert seen(again) == before
    again.reload()
    assert seen(again) == before


def test_steps_are_counted_and_reset_goes_back(visit, seen):
    tab = visit("v=1&at=0")
    assert tab.inner_text("#play") == "Play"
    first = seen(tab)
    tab.click("#step")
    assert seen(tab)["iteration"] == "1"
    assert tab.inner_text("#sentence").startswith("After 1 update, ")
    tab.click("#step-many")
    assert seen(tab)["iteration"] == "101"
    assert tab.evaluate("location.hash") == "#v=1&at=101"
    assert seen(tab)["costs"] != first["costs"]
    tab.click("#reset")
    assert seen(tab) == first
    assert first["sentence"].startswith("Before training")


def test_a_slider_goes_from_dying_to_exploding(visit):
    tab = visit("v=1&init=he&at=0")
    slider = tab.locator(".racer input[type=range]")
    slider.focus()
    slider.press("Home")
    tab.wait_for_function("() => location.hash.includes('he:scale=0.01')")
    slider.press("End")
    tab.wait_for_function("() => location.hash.includes('he:scale=100')")
    for _ in range(42):  # no position holds it, and He's own 2 is among them
        slider.press("ArrowLeft")
    tab.wait_for_function("() => location.hash === '#v=1&init=he&at=0'")


def test_many_seeds_make_a_band(visit):
    tab = visit("v=1&init=he;xavier&seeds=20&at=300")
    assert "median cost over 20 seeds" in tab.inner_text("#sentence")
    assert tab.locator("#spread").is_visible()
    assert tab.inner_text("#racers-heading") == "Decision boundaries of seed 3"
    assert "Median costs over 20 seeds" in tab.get_attribute("#costs", "aria-label")


def test_a_link_far_ahead_shows_how_it_gets_there_and_can_be_left(visit, seen):
    tab = visit("v=1&hidden=16,16,16,16&seeds=10&at=1000000", wait=False)
    tab.wait_for_function(AFTER, arg=2)
    assert tab.get_attribute("#race", "aria-busy") == "true"
    tab.click("#reset")
    assert seen(tab)["iteration"] == "0"


@pytest.mark.parametrize(
    ("hash", "words"),
    [
        ("v=2", "version 2"),
        ("v=1&data=rings", "no data set called rings"),
        ("v=1&init=hee", "cannot draw an initializer called hee"),
        ("v=1&init=he;he", "races once"),
        ("v=1&hidden=5,x", "1 to 32 units"),
        ("v=1&rate=-1", "at least 0"),
        ("v=1&seed=990&seeds=20", "0 to 999"),
        ("v=1&at=1.5", "whole number"),
        ("v=1&noise=9", "Noise is from 0 to 1"),
    ],
)
def test_a_link_that_cannot_be_followed_says_why(visit, hash, words):
    tab = visit(hash)
    assert words in tab.inner_text("#notice")
    tab.wait_for_function(AFTER, arg=10)


def test_one_situation_has_one_address(visit):
    hashes = [
        "v=1&data=moons&hidden=4&activation=tanh&init=he;xavier:scale=3&at=5",
        "v=1&data=circles&hidden=4&init=he;xavier:scale=3&activation=tanh&data=moons&noise=0.1&at=5",
    ]
    assert {visit(hash).evaluate("location.hash") for hash in hashes} == {"#" + hashes[0]}


def test_a_diverged_run_says_when_and_where(visit):
    tab = visit("v=1&init=he;random&rate=10&activation=linear&at=2000")
    assert re.search(r"diverged at update \d+: layer \d is not finite", tab.inner_text("#sentence"))
