"""What C++ repeats from Python must be what Python says."""

import re
from pathlib import Path

from initlab import activations
from tools import write_tables

NATIVE = Path(__file__).parents[2] / "native"


def test_the_constants_are_current():
    assert write_tables.TARGET.read_text() == write_tables.text(), (
        "run python tools/write_tables.py"
    )


def test_activations_have_the_numbers_of_their_catalogue():
    source = "".join(path.read_text() for path in (NATIVE / "activations").glob("*.hpp"))
    numbers = dict(re.findall(r"struct (\w+) \{\n  static constexpr int id = (\d+);", source))
    camel = {
        "".join(part.title() for part in name.split("_")): i
        for i, name in enumerate(activations.names())
    }
    assert {name: int(number) for name, number in numbers.items()} == camel
    # Number 0 is what the switch does by default.
    dispatch = (NATIVE / "activations.hpp").read_text()
    cases = {(name, int(case)) for case, name in re.findall(r"case (\d+): f\((\w+)<W>", dispatch)}
    assert cases == set(camel.items()) - {("Linear", 0)}
