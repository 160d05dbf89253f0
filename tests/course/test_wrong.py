"""No wrong submission passes, and the hint names the fault."""

from __future__ import annotations

import pytest

from initlab.course import exercise as exercises
from initlab.course.grading import grade
from tests.course.in_process import InProcess
from tests.course.wrong import GENERATOR, LOOP, all_wrong, filled

EXERCISE = exercises.load("initialization")
WRONG = list(all_wrong())


def failed_checks(source, tmp_path):
    path = tmp_path / "submission.py"
    path.write_text(source, encoding="utf-8")
    result = grade(EXERCISE, path, InProcess)
    return result.score, [check for check in result.checks if check.outcome == "failed"]


def test_there_are_a_hundred_different_ones():
    assert len({wrong.source for wrong in WRONG}) >= 100


@pytest.mark.parametrize("source", [LOOP, GENERATOR], ids=["loop", "generator"])
def test_without_its_fault_each_would_pass(source, tmp_path):
    assert failed_checks(filled(source), tmp_path) == (1, [])


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(wrong, marks=pytest.mark.slow if place % 3 else ())
        for place, wrong in enumerate(WRONG)
    ],
    ids=lambda wrong: wrong.name,
)
def test_a_wrong_submission_fails_and_is_told_why(wrong, tmp_path):
    score, failed = failed_checks(wrong.source, tmp_path)
    assert score < 1
    assert [check.name for check in failed] == [wrong.check]
    assert wrong.words in failed[0].hint
