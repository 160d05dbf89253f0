"""Every step of every tour opens, and shows what its words say."""

from __future__ import annotations

import pytest

TOURS = ("symmetry", "too-large", "too-small", "he-xavier", "depth", "chaos")


@pytest.mark.parametrize("name", TOURS)
def test_a_tour_leads_through_its_steps_and_back(visit, name):
    tab = visit("v=1&at=0")
    tab.click(f"[data-tour={name}]")
    steps = int(tab.inner_text("#tour-heading").rpartition(" ")[2])
    assert steps >= 3
    for step in range(1, steps + 1):
        assert tab.inner_text("#tour-heading").endswith(f"{step} of {steps}")
        assert f"tour={name}.{step}" in tab.evaluate("location.hash")
        assert tab.inner_text("#tour-words").count(".") >= 2
        assert tab.locator("#notice").is_hidden()
        if step < steps:
            tab.click("#tour-next")
    assert tab.locator("#tour-next").is_disabled()
    tab.click("#tour-back")
    assert tab.inner_text("#tour-heading").endswith(f"{steps - 1} of {steps}")
    tab.click("#tour-close")
    assert tab.locator("#tour").is_hidden()
    assert "tour" not in tab.evaluate("location.hash")


def test_a_link_into_a_tour_opens_it_there(visit):
    tab = visit()
    tab.click("[data-tour=depth]")
    tab.click("#tour-next")
    hash = tab.evaluate("location.hash").lstrip("#")
    again = visit(hash)
    assert again.inner_text("#tour-heading") == tab.inner_text("#tour-heading")
