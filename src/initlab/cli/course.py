"""`initlab course`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from initlab.cli import terminal

if TYPE_CHECKING:
    from initlab.course.grading import Grade

EXIT_FAILED = 1

app = App(
    name="course",
    help="The course: the helper modules of its notebooks, its exercises, and their grading.",
    help_format="plaintext",
)


@app.command
def new(
    folder: Annotated[Path, Parameter(help="Made if it is not there.")],
    /,
    *,
    form: Annotated[
        Literal["ipynb", "py"],
        Parameter(name="--as", help="Notebooks, or programs for plain Python."),
    ] = "ipynb",
    solutions: Annotated[
        bool, Parameter(negative=(), help="The lessons with their solutions, for teachers.")
    ] = False,
) -> int:
    """Lay out the course in FOLDER: the lessons, the helper modules and the exercises.

    Nothing is overwritten. If FOLDER holds a notebook, only the helper modules are put beside it.
    """
    from shlex import quote
    from shutil import which

    from initlab.course.layout import lay_out, lesson_names

    layout = lay_out(folder, form, solved=solutions)
    if layout.beside_notebooks:
        print(f"{folder} holds a notebook: only the helper modules are put beside it.")
    print(f"{len(layout.written)} files written to {folder}.")
    if layout.kept:
        print(f"Kept as they are: {', '.join(layout.kept)}.")
    notebooks = form == "ipynb" or layout.beside_notebooks
    if notebooks and which("jupyter") is None:
        print("Notebooks need Jupyter: pip install jupyterlab. For plain Python, see --as py.")
    place = quote(str(folder))
    if layout.beside_notebooks:
        print(f"Next: jupyter lab {place}")
    else:
        program = "jupyter lab" if notebooks else "python"
        print(f"Next: cd {place} && {program} {lesson_names()[0]}.{form}")
    return 0


@app.command
def path() -> int:
    """Print the folder of the helper modules that the course's notebooks import.

    Example: PYTHONPATH="$(initlab course path)" python notebook.py
    """
    from initlab import course

    print(course.path())
    return 0


@app.command
def exercises() -> int:
    """List the exercises that can be graded, with the functions that each asks for."""
    from initlab.course.exercise import load, shipped

    for name in shipped():
        exercise = load(name)
        print(f"{name}: {exercise.title}")
        for function in exercise.functions:
            print(f"    {function.name}")
    print(f"Next: {terminal.program()} course grade {shipped()[0]} SUBMISSION")
    return 0


@app.command
def grade(
    exercise: Annotated[
        str,
        Parameter(help="One that `course exercises` lists, or the path of an exercise's folder."),
    ],
    submission: Annotated[
        list[Path],
        Parameter(negative=(), help="A .py or .ipynb file; several of them; or a folder of many."),
    ],
    /,
    *,
    json: Annotated[
        Path | None,
        Parameter(
            help=(
                "Write the grade as JSON; of many submissions, a line each. A file that holds "
                "lines already is gone on with: what has not changed is not graded again."
            )
        ),
    ] = None,
    unsafe_no_sandbox: Annotated[
        bool,
        Parameter(
            negative=(),
            help=(
                "Run the submissions without a sandbox. They can then read and change all that "
                "you can, use the network and leave processes behind: for code you trust."
            ),
        ),
    ] = False,
) -> int:
    """Grade submissions: each check passes, fails with a hint, or could not be checked.

    Exit code: 0 if every check of every submission passed, 1 if not, 2 for wrong use.
    """
    from functools import partial

    from initlab.course.exercise import load
    from initlab.course.grading import GradeFile, grade_many, submissions_in
    from initlab.course.grading import grade as grade_one
    from initlab.course.sandbox import UNPROTECTED, ChildSession, choose
    from initlab.errors import FileError

    asked = load(exercise)
    absent = [path for path in submission if not path.exists()]
    if absent:
        raise FileError(f"There is no {absent[0]}. Name a .py or .ipynb file, or a folder of them.")
    files = submissions_in(submission)
    if not files:
        raise FileError(f"{submission[0]} holds no .py and no .ipynb file.")
    layer = UNPROTECTED if unsafe_no_sandbox else choose()
    print(f"initlab: sandbox: {layer.description}", file=sys.stderr)
    many = len(files) > 1 or any(path.is_dir() for path in submission)
    book = GradeFile(json, asked, files) if json is not None and many else None
    grades: list[Grade] = []
    with terminal.progress_bar("grading") as progress:
        for one in grade_many(
            lambda path, name: grade_one(asked, path, partial(ChildSession, layer=layer), name),
            files,
            book.known if book else (),
        ):
            if book is not None:
                book.add(one)
            grades.append(one)
            progress(len(grades) / len(files))
    if json is not None and not many:
        _write(json, grades[0])
    _show_many(grades) if many else _show_one(grades[0])
    if json is None:
        print(
            f"Next: {terminal.program()} course grade {exercise} {submission[0]} --json grades.json"
        )
    passed = all(check.outcome == "passed" for one in grades for check in one.checks)
    return 0 if passed else EXIT_FAILED


def _write(path: Path, grade: Grade) -> None:
    from json import dumps

    path.write_text(dumps(grade.document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _show_one(grade: Grade) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for check in grade.checks:
        terminal.show(Text(f"{check.outcome:<12} {check.name}"))
        for words in (check.reason, check.hint and f"Hint: {check.hint}"):
            if words and (check.outcome != "passed" or words == check.reason):
                terminal.show(Padding(Text(words), (0, 0, 0, 13)))
    print(f"{grade.submission}: {grade.score:.0%}")


def _show_many(grades: list[Grade]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("Submission", "Score", "First fault", box=None)
    for grade in grades:
        faults = [check for check in grade.checks if check.outcome != "passed"]
        failed = [check for check in faults if check.outcome == "failed"] or faults
        told = f"{failed[0].name}: {failed[0].hint or failed[0].reason}" if failed else ""
        table.add_row(Text(grade.submission), f"{grade.score:.0%}", Text(told))
    terminal.show(table)
    mean = sum(grade.score for grade in grades) / len(grades)
    print(f"{len(grades)} submissions, mean score {mean:.0%}")
