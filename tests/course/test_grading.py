"""Grades: scores, what needs what, JSON lines, going on after a break."""

from __future__ import annotations

import json

import pytest

from initlab.course import exercise as exercises
from initlab.course.exercise import Check, Exercise, Function
from initlab.course.grading import Grade, GradeFile, Result, grade, grade_many, submissions_in
from initlab.course.judging import Failure, NotChecked
from initlab.errors import FileError, UnknownName, UserCodeError
from tests.course.in_process import InProcess, Refusal


def raising(error):
    def judge(student):
        raise error

    return judge


def passing(student):
    return None


def exercise_of(*checks, functions=("f", "g")):
    return Exercise("made", "# Made", tuple(map(Function, functions)), checks, "", "", ())


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "a.py"
    file.write_text("def f(): return 1\ndef g(): return 2\n")
    return file


def test_functions_count_the_same_and_what_needs_a_failed_check_is_not_checked(path):
    made = exercise_of(
        Check("first", "f", raising(Failure("It is wrong.")), hint="Look."),
        Check("second", "f", passing, ("first",)),
        Check("third", "g", passing),
    )
    assert grade(made, path, InProcess).document() == {
        "schema": 1,
        "score": 0.5,
        "checks": [
            {"name": "first", "outcome": "failed", "reason": "It is wrong.", "hint": "Look."},
            {
                "name": "second",
                "outcome": "not checked",
                "reason": "It needs first, which has not passed.",
                "hint": "",
            },
            {"name": "third", "outcome": "passed", "reason": "", "hint": ""},
        ],
    }


@pytest.mark.parametrize("error", [NotChecked("No disk."), ZeroDivisionError("ours")])
def test_a_lack_of_ours_costs_no_mark_and_is_no_pass(error, path):
    made = exercise_of(Check("first", "f", raising(error)), Check("second", "g", passing))
    result = grade(made, path, InProcess)
    assert [check.outcome for check in result.checks] == ["not checked", "passed"]
    assert result.score == 1
    alone = exercise_of(Check("first", "f", raising(error)), functions=("f",))
    assert grade(alone, path, InProcess).score == 0


@pytest.mark.parametrize(("kind", "outcome"), [("sandbox", "not checked"), ("ended", "failed")])
def test_a_refusal_of_the_sandboxs_own_is_not_the_students_fault(kind, outcome, path):
    class Broken(InProcess):
        def call(self, function, *arguments):
            return Refusal(kind, "no more processes")

    made = exercise_of(Check("first", "f", lambda student: student.call("f")), functions=("f",))
    assert grade(made, path, Broken).checks[0].outcome == outcome


def test_an_unreadable_submission_fails_with_its_reason(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("{")
    result = grade(exercises.load("he"), path, InProcess)
    assert result.score == 0
    assert [check.outcome for check in result.checks] == ["failed"] + 3 * ["not checked"]
    assert result.checks[0].reason == "a.ipynb is no notebook: its JSON is broken."


def test_a_students_words_in_reasons_are_harmless(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("def he_normal(*a): raise ValueError('\\x1b[31m<b>=1')")
    reason = grade(exercises.load("he"), path, InProcess).checks[0].reason
    assert "\\x1b[31m‹b›=1" in reason


def test_folders_are_searched_and_hidden_files_passed_over(tmp_path):
    for name in ("b.py", "x/a.ipynb", ".ipynb_checkpoints/a.ipynb", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert list(submissions_in([tmp_path])) == ["b.py", "x/a.ipynb"]


def test_an_interrupted_run_goes_on_and_grades_nothing_twice(tmp_path):
    asked = exercise_of(Check("first", "f", passing), functions=("f",))
    files = {}
    for name in "abc":
        files[name] = tmp_path / f"{name}.py"
        files[name].write_text(f"# {name}")
    out = tmp_path / "out.jsonl"
    seen = []

    def one(path, name):
        seen.append(name)
        return grade(asked, path, InProcess, name)

    def run():
        book = GradeFile(out, asked, files)
        for result in grade_many(one, files, book.known):
            book.add(result)
        return [json.loads(line)["submission"] for line in out.read_text().splitlines()]

    assert sorted(run()) == ["a", "b", "c"]
    assert sorted(seen) == ["a", "b", "c"]
    # Cut off in the last line; one submission has changed since.
    out.write_text(out.read_text()[:-20])
    files["a"].write_text("# another")
    seen.clear()
    assert sorted(run()) == ["a", "b", "c"]
    assert sorted(seen) == ["a", "c"]
    seen.clear()
    assert sorted(run()) == ["a", "b", "c"]
    assert seen == []


def test_grades_of_another_exercise_are_made_again(tmp_path):
    asked = exercise_of(Check("first", "f", passing), functions=("f",))
    out = tmp_path / "out.jsonl"
    old = Grade("a.py", "12", 1.0, (Result("other", "passed"),))
    out.write_text(json.dumps(old.line()) + "\n")
    assert GradeFile(out, asked, {}).known == []


def test_a_folder_of_a_teachers_own_is_an_exercise(tmp_path):
    folder = tmp_path / "double"
    (folder / "mistakes").mkdir(parents=True)
    (folder / "task.md").write_text("# Double\n")
    (folder / "starter.py").write_text("")
    (folder / "solution.py").write_text("def double(x): return 2 * x")
    (folder / "checks.py").write_text(
        "from initlab.course.exercise import Check, Function\n"
        "from initlab.course.judging import Failure\n"
        "FUNCTIONS = (Function('double'),)\n"
        "def judge(student):\n"
        "    got = student.call('double', 3)\n"
        "    if got != 6: raise Failure(f'double(3) is {got}, not 6.', hint='Two times.')\n"
        "CHECKS = (Check('doubles', 'double', judge),)\n"
    )
    (folder / "mistakes" / "once.py").write_text("# doubles: Two\ndef double(x): return x")
    asked = exercises.load(str(folder))
    assert (asked.name, asked.title) == ("double", "Double")
    assert grade(asked, folder / "solution.py", InProcess).score == 1
    wrong = grade(asked, folder / "mistakes" / "once.py", InProcess).checks[0]
    assert (wrong.reason, wrong.hint) == ("double(3) is 3, not 6.", "Two times.")
    (folder / "mistakes" / "once.py").write_text("# nothing: Two\n")
    with pytest.raises(UserCodeError, match="names the check 'nothing'"):
        exercises.load(str(folder))
    (folder / "starter.py").unlink()
    with pytest.raises(FileError, match=r"it has no starter\.py"):
        exercises.load(str(folder))


def test_a_mistyped_exercise_is_named():
    with pytest.raises(UnknownName, match="Did you mean 'initialization'"):
        exercises.load("initialisation")
