"""Grading: a submission's checks in order of need, and the report of what became of each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from initlab.course.exercise import Check, Exercise
from initlab.course.judging import Failure, NotChecked, Student
from initlab.course.judging.student import Session
from initlab.course.submission import Unreadable, read_submission, sha256_of
from initlab.course.text import harmless

SCHEMA = 1
AT_A_TIME = 2
NEEDS = "It needs"
Outcome = Literal["passed", "failed", "not checked"]
# Opens a session in which a submission's source has been run.
Open = Callable[[str], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Result:
    """What became of one check; `reason` and `hint` are one line each, or empty."""

    name: str
    outcome: Outcome
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Grade:
    """The checks of one submission, and the share of the functions that are right.

    Attributes:
        submission: the file's name, harmless.
        sha256: of its bytes; empty if it could not be read.
        score: 0 to 1; each function counts the same, and in full if no check of it failed and
            one passed. A function of which nothing could be checked is left out; if that is
            true of all of them, the score is 0 and every outcome says "not checked".
        checks: in the exercise's order.
    """

    submission: str
    sha256: str
    score: float
    checks: tuple[Result, ...]

    def document(self) -> dict[str, Any]:
        """The grade as JSON: schema, score, checks."""
        return {
            "schema": SCHEMA,
            "score": self.score,
            "checks": [
                {
                    "name": check.name,
                    "outcome": check.outcome,
                    "reason": check.reason,
                    "hint": check.hint,
                }
                for check in self.checks
            ],
        }

    def line(self) -> dict[str, Any]:
        """The same with the submission's name and hash, for a file of many grades."""
        return {"submission": self.submission, "sha256": self.sha256, **self.document()}


def grade(
    exercise: Exercise,
    path: Path,
    opening: Open,
    name: str | None = None,
) -> Grade:
    """The grade of one file.

    Each function is judged in a session of its own: the time it takes, what it does to Python and
    the threads it leaves are not the next one's fault.

    Args:
        exercise: what is asked.
        path: of a `.py` or `.ipynb` file.
        opening: makes a session from a source, as `sandbox.ChildSession` does.
        name: the submission's in the report; the file's, if None.
    """
    shown = harmless(name or path.name)
    names = {name for f in exercise.functions for name in (f.name, *f.aliases)}
    try:
        submission = read_submission(path, names)
    except Unreadable as error:
        faults = tuple(
            _unmet(check, check.needs[0])
            if check.needs
            else Result(check.name, "failed", str(error))
            for check in exercise.checks
        )
        return Grade(shown, _hash(path), 0.0, faults)
    source = f"{submission.source}\n\n{witness_source()}"
    aliases = {function.name: function.aliases for function in exercise.functions}
    results: dict[str, Result] = {}
    for function in exercise.functions:
        own = [check for check in exercise.checks if check.function == function.name]
        with opening(source) as session:
            run_checks(own, Student(session, aliases, submission.note), results)
    ordered = tuple(results[check.name] for check in exercise.checks)
    return Grade(shown, submission.sha256, score(exercise, ordered), ordered)


def witness_source() -> str:
    """The helper functions that stand beside a submission in its session."""
    return resources.files("initlab.course.judging").joinpath("witness.py").read_text("utf-8")


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except Unreadable:
        return ""


def run_checks(checks: Iterable[Check], student: Student, results: dict[str, Result]) -> None:
    """Add each check's result; one whose needs have not passed is not checked."""
    for check in checks:
        unmet = [need for need in check.needs if results[need].outcome != "passed"]
        results[check.name] = _unmet(check, unmet[0]) if unmet else run_check(check, student)


def _unmet(check: Check, need: str) -> Result:
    return Result(check.name, "not checked", f"{NEEDS} {need}, which has not passed.")


def run_check(check: Check, student: Student) -> Result:
    """The result of one check. What goes wrong in the judge itself is never the student's fault."""
    try:
        remark = check.judge(student)
    except Failure as failure:
        return Result(check.name, "failed", failure.reason, failure.hint or check.hint)
    except NotChecked as lack:
        return Result(check.name, "not checked", lack.reason)
    except Exception as error:
        told = harmless(f"{type(error).__name__}: {error}", 150)
        return Result(check.name, "not checked", f"The check itself failed ({told}).")
    return Result(check.name, "passed", remark or "")


def score(exercise: Exercise, results: Sequence[Result]) -> float:
    """The share of functions that are right, of those about which something is known."""
    outcomes = {result.name: result.outcome for result in results}
    marks = []
    for function in exercise.functions:
        own = [outcomes[check.name] for check in exercise.checks if check.function == function.name]
        if set(own) != {"not checked"}:
            marks.append("failed" not in own)
    return sum(marks) / len(marks) if marks else 0.0


def submissions_in(paths: Sequence[Path]) -> dict[str, Path]:
    """The files to grade by their name in the report: those given, and those of folders.

    Of a folder, all `.py` and `.ipynb` files count, also further down, but for hidden ones (a
    notebook's checkpoints); their names are their paths in that folder.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if not path.is_dir():
            found[path.name if path.name not in found else str(path)] = path
            continue
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path)
            hidden = any(part.startswith(".") for part in inside.parts)
            if file.suffix.lower() in (".py", ".ipynb") and file.is_file() and not hidden:
                found[str(inside) if str(inside) not in found else str(file)] = file
    return found


def grade_many(
    grade_one: Callable[[Path, str], Grade], files: Mapping[str, Path], known: Iterable[Grade] = ()
) -> Iterator[Grade]:
    """The grades of many files, in their order, two at a time.

    Args:
        grade_one: grades a file under a name.
        files: by their names.
        known: grades of an earlier run; a file of the same bytes is not graded again.
    """
    earlier = {grade.sha256: grade for grade in known if grade.sha256}

    def one(name: str, path: Path) -> Grade:
        same = earlier.get(_hash(path))
        return replace(same, submission=harmless(name)) if same else grade_one(path, name)

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        waiting = [pool.submit(one, name, path) for name, path in files.items()]
        try:
            for future in waiting:
                yield future.result()
        finally:  # interrupted: those that have not begun need not
            for future in waiting:
                future.cancel()


def read_grades(path: Path, exercise: Exercise) -> list[Grade]:
    """The grades of an earlier run's JSON lines; a line that is cut off is left out.

    Grades of another exercise's checks, and those that the sandbox kept from being whole, are left
    out too: they are made again.
    """
    if not path.is_file():
        return []
    names = [check.name for check in exercise.checks]
    grades = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            document = json.loads(line)
            checks = tuple(Result(**check) for check in document["checks"])
            old = Grade(document["submission"], document["sha256"], document["score"], checks)
        except (ValueError, KeyError, TypeError):
            continue
        whole = not any(
            check.outcome == "not checked" and not check.reason.startswith(NEEDS)
            for check in checks
        )
        if document.get("schema") == SCHEMA and [c.name for c in checks] == names and whole:
            grades.append(old)
    return grades


class GradeFile:
    """A file of JSON lines that holds one grade per submission, also if the run is cut off."""

    def __init__(self, path: Path, exercise: Exercise, files: Mapping[str, Path]) -> None:
        """Keep an earlier run's grades but those of files that have changed since."""
        now = {harmless(name): _hash(file) for name, file in files.items()}
        self.path = path
        self.known = read_grades(path, exercise)
        kept = [g for g in self.known if now.get(g.submission, g.sha256) == g.sha256]
        self._written = {grade.submission for grade in kept}
        text = "".join(_line(grade) for grade in kept)
        new = path.with_name(path.name + ".new")
        new.write_text(text, encoding="utf-8")
        os.replace(new, path)  # the earlier run's grades are never half there

    def add(self, grade: Grade) -> None:
        """Put a grade on the disk, unless an earlier run did."""
        if grade.submission in self._written:
            return
        self._written.add(grade.submission)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_line(grade))


def _line(grade: Grade) -> str:
    return json.dumps(grade.line(), ensure_ascii=False) + "\n"
