"""Values that nobody expects fail their check: a judge that trips over them gives a mark away."""

from __future__ import annotations

import pytest

from initlab.course import exercise as exercises
from initlab.course.grading import grade
from tests.course.in_process import InProcess

GARBAGE = [
    "None",
    "{}",
    "'W1'",
    "[[1.0], [2.0, 3.0]]",
    "{'W1': 'x', 'b1': None, 'W2': [], 'b2': {}}",
    "np.float64(3)",
    "np.array(3.0)",
    "np.zeros((0, 3))",
    "np.array([1j])",
    "np.array(['a'])",
    "np.full((3, 3), np.nan)",
]
# Right for `calls` calls, garbage afterwards.
WRAPPER = """
_right = {name}
_calls = [0]
def {name}(*arguments):
    _calls[0] += 1
    return _right(*arguments) if _calls[0] <= {calls} else {garbage}
"""
# Right arrays but for one value of each that is out of all bounds, or of another kind.
CHANGES = ["value * 1e200", "value + np.nan", "value.astype(complex)", "value > 0", "value[:-1]"]
CHANGER = """
_right = {name}
def _changed(value):
    return {{k: _changed(v) for k, v in value.items()}} if isinstance(value, dict) else {change}
def {name}(*arguments):
    value = _right(*arguments)
    large = arguments[0] > 50 if isinstance(arguments[0], int) else max(arguments[0]) > 50
    return _changed(value) if large else value
"""
ALL = [exercises.load(name) for name in exercises.shipped()]


def tripped(result):
    return [check for check in result.checks if check.reason.startswith("The check itself")]


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("calls", [pytest.param(0, marks=pytest.mark.slow), 3, 5])
def test_garbage_fails_and_no_judge_trips(exercise, garbage, calls, tmp_path):
    name = exercise.functions[-1].name
    path = tmp_path / "a.py"
    path.write_text(exercise.solution + WRAPPER.format(name=name, calls=calls, garbage=garbage))
    result = grade(exercise, path, InProcess)
    assert tripped(result) == []
    assert result.score < 1


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
@pytest.mark.parametrize("change", CHANGES)
def test_right_shapes_of_small_layers_do_not_hide_wrong_values_of_large_ones(
    exercise, change, tmp_path
):
    name = exercise.functions[-1].name
    path = tmp_path / "a.py"
    path.write_text(exercise.solution + CHANGER.format(name=name, change=change))
    result = grade(exercise, path, InProcess)
    assert tripped(result) == []
    assert result.score < 1
