"""The generated reference leaves nothing out: it is compared with what the package offers."""

from __future__ import annotations

import inspect

import pytest

import initlab
from initlab import activations, datasets, initializers
from initlab.checks import rules
from tools import write_reference


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: page() for name, page in write_reference.PAGES.items()}


def headings(page: str) -> set[str]:
    return {line.lstrip("# ") for line in page.splitlines() if line.startswith("#")}


def test_every_command_stands_with_its_options(pages):
    # As the command line itself lists them, not as the writer walks them.
    for words in ("compare", "check", "list", "explain", "theory", "course path", "playground"):
        assert f"initlab {words}" in headings(pages["commands"])
    assert "--learning-rate" in pages["commands"]
    assert "--prove" in pages["commands"]


def test_every_record_stands(pages):
    assert {entry.name for entry in initializers.ALL} <= headings(pages["initializers"])
    assert {entry.name for entry in activations.ALL} <= headings(pages["activations"])
    assert {entry.name for entry in datasets.ALL} <= headings(pages["data"])
    assert {f"{rule.code} {rule.name}" for rule in rules.ALL} <= headings(pages["rules"])


def test_every_public_name_stands_and_says_what_it_is(pages):
    names = headings(pages["python"])
    for name in initlab.__all__:
        if name.startswith("_"):
            continue
        held = getattr(initlab, name)
        assert {name, f"initlab.{name}"} & names
        assert inspect.getdoc(held), f"initlab.{name} has no docstring"
        for member in getattr(held, "__all__", ()):
            assert f"{name}.{member}" in names


def test_the_help_stands_as_it_is_printed_without_colour(pages):
    assert "\x1b" not in pages["commands"]
