"""Each exercise by its own witnesses: the solution passes, the starter fails, each mistake too."""

from __future__ import annotations

from pathlib import Path

import pytest

from initlab.course import exercise as exercises
from initlab.course.grading import Grade, grade
from tests.course.in_process import InProcess

ALL = [exercises.load(name) for name in exercises.shipped()]
MISTAKES = [
    pytest.param(exercise, mistake, id=f"{exercise.name}-{mistake.name}")
    for exercise in ALL
    for mistake in exercise.mistakes
]


def graded(exercise: exercises.Exercise, source: str, folder: Path) -> Grade:
    path = folder / "submission.py"
    path.write_text(source, encoding="utf-8")
    return grade(exercise, path, InProcess)


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_the_solution_passes_every_check(exercise, tmp_path):
    result = graded(exercise, exercise.solution, tmp_path)
    assert [check for check in result.checks if check.outcome != "passed"] == []
    assert result.score == 1


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_the_starter_gets_nothing_and_is_told_where_to_write(exercise, tmp_path):
    result = graded(exercise, exercise.starter, tmp_path)
    assert result.score == 0
    failed = [check for check in result.checks if check.outcome == "failed"]
    assert len(failed) == len(exercise.functions)
    assert all("Write the function's body" in check.hint for check in failed)
    assert all(len(check.reason) < 300 for check in failed)


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES)
def test_a_mistake_fails_the_check_it_names_with_its_hint(exercise, mistake, tmp_path):
    result = graded(exercise, mistake.source, tmp_path)
    failed = [check for check in result.checks if check.outcome == "failed"]
    assert [check.name for check in failed] == [mistake.check]
    assert mistake.words in failed[0].hint
    assert result.score == pytest.approx(1 - 1 / len(exercise.functions))


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_an_exercise_has_a_mistake_for_most_of_its_kinds_of_checks(exercise):
    named = {mistake.check.rpartition("_")[2] for mistake in exercise.mistakes}
    assert named == {check.name.rpartition("_")[2] for check in exercise.checks}
