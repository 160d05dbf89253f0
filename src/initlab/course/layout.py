"""`course new`: lessons, helper modules and exercises in a folder; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from initlab.course import exercise, path
from initlab.course.percent import as_notebook, as_python, for_learners, read_cells
from initlab.errors import FileError, unknown_name

LESSONS = Path(__file__).resolve().parent / "lessons"
EXERCISES = "exercises"  # the folder for them

Form = Literal["ipynb", "py"]


@dataclass(frozen=True)
class Layout:
    """What became of a folder; names are relative to it, sorted as they were laid out.

    Attributes:
        written: new files.
        kept: files that were there already and were left as they are.
        beside_notebooks: the folder held notebooks, so only the helper modules were laid out.
    """

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    beside_notebooks: bool


def lesson_names() -> list[str]:
    """The lessons, in order.

    >>> lesson_names()[0]
    '01_breaking_symmetry'
    """
    return sorted(file.stem for file in LESSONS.glob("[0-9]*.py"))


def lesson(name: str, form: Form = "ipynb", *, solved: bool = False) -> str:
    """One lesson as the text of a file.

    Args:
        name: one of `lesson_names()`.
        form: a notebook, or a program in the percent format.
        solved: with the solutions in place of what is to be completed.
    Raises: UnknownName.
    """
    if name not in lesson_names():
        raise unknown_name("lesson", name, lesson_names())
    text = (LESSONS / f"{name}.py").read_text(encoding="utf-8")
    text = text.replace(f"{name}.ipynb", f"{name}.{form}")  # where it says how to grade itself
    cells = for_learners(read_cells(text), solved=solved)
    return as_notebook(cells) if form == "ipynb" else as_python(cells)


def lay_out(folder: Path, form: Form = "ipynb", *, solved: bool = False) -> Layout:
    """Write the lessons, the helper modules and the exercises' tasks and starters into a folder.

    A folder that holds notebooks is somebody's course already: there only the helper modules are
    laid out. A file that exists is never touched, so the call can be repeated.

    Args:
        folder: made if it is not there.
        form: of the lessons.
        solved: the lessons with their solutions, for teachers.
    Raises: FileError: the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = any(folder.glob("*.ipynb"))
        files = _helpers() if beside else _everything(form, solved)
        written: list[str] = []
        kept: list[str] = []
        for name, text in files:
            (written if _write_new(folder / name, text) else kept).append(name)
    except OSError as error:
        raise FileError(
            f"{folder} cannot hold the course: {error.strerror}. Name a folder that you may write."
        ) from error
    return Layout(folder, tuple(written), tuple(kept), beside)


def _everything(form: Form, solved: bool) -> Iterator[tuple[str, str]]:
    for name in lesson_names():
        yield f"{name}.{form}", lesson(name, form, solved=solved)
    yield from _helpers()
    for name in exercise.shipped():
        asked = exercise.load(name)
        yield f"{EXERCISES}/{name}/task.md", asked.task
        yield f"{EXERCISES}/{name}/{name}.py", asked.starter


def _helpers() -> Iterator[tuple[str, str]]:
    for file in sorted(path().glob("[a-z]*.py")):
        yield file.name, file.read_text(encoding="utf-8")


def _write_new(path: Path, text: str) -> bool:
    """Whether the file was written; one that exists, also as a broken link, is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("x", encoding="utf-8")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(text)
    except OSError:
        path.unlink()  # half a file would be kept the next time
        raise
    return True
