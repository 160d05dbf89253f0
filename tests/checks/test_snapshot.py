"""A snapshot on paper and back."""

from __future__ import annotations

import dataclasses
import json
from math import inf, nan

import pytest

from initlab.checks.snapshot import (
    Addition,
    Curvature,
    Loss,
    Signal,
    Snapshot,
    Weight,
    WidthSlope,
    from_json,
    to_json,
)
from initlab.errors import DataError

WEIGHT = Weight("a.weight", "weight", "a", "Linear", (4, 3), "float32", 0.0, 0.25, 0.0, 3.0, 4.0)
SIGNAL = Signal(0, "a.weight", "a", "dense", 1.0, inf, 0.5, 0.75, 0.1, None, 0.2, 2.5, 3.0)
SNAPSHOT = Snapshot(
    "Net",
    "training",
    8,
    (WEIGHT, dataclasses.replace(WEIGHT, name="b", tied_to=("c", "d"))),
    (SIGNAL,),
    (Addition(1, "", 1.0, 2.0, -inf, True),),
    Loss(2.5, 2.3, 2.3, 10),
    1.5,
    Curvature(7.0, None),
    (WidthSlope("a", 0, 0.5, 0.1),),
    ("b: not judged.",),
    "forward: ValueError: nan",
)


def test_what_is_written_is_read_again():
    assert from_json(to_json(SNAPSHOT)) == SNAPSHOT


def test_json_holds_no_number_that_json_lacks():
    text = to_json(dataclasses.replace(SNAPSHOT, output_mean_square=nan))
    read = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    assert read["output_mean_square"] == "nan"
    assert read["signals"][0]["output_mean_square"] == "inf"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 0}', '{"format": 1}', '{"format": 1, "what": 2}']
)
def test_what_is_no_snapshot_is_refused(text):
    with pytest.raises(DataError, match="Run the check again"):
        from_json(text)
