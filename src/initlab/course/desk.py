"""A learner's folder: lessons, helper modules and exercises laid out side by side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from initlab.course import exercise, lesson
from initlab.course import path as dropins
from initlab.errors import FileError


@dataclass(frozen=True)
class LaidOut:
    """What `lay_out` did: files written, and files that were there already and stay as they are."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def lay_out(folder: Path, form: lesson.Form = "notebook") -> LaidOut:
    """Write the lessons, the helper modules and the exercises' starters into a folder.

    In a folder that holds a notebook already, a course of its own, only the helper modules are
    written, beside it. Nothing is ever replaced.

    Args:
        folder: made if it is not there.
        form: of the lessons.
    Raises: FileError: it is a file, or cannot be written. MissingPackage: jupytext is missing.
    """
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(_modules())}
    if not (folder.is_dir() and any(folder.glob("*.ipynb"))) or _is_ours(folder):
        ending = "ipynb" if form == "notebook" else "py"
        files |= {f"{one.name}.{ending}": one.written(form) for one in lesson.shipped()}
        for name in exercise.shipped():
            asked = exercise.load(name)
            files[f"exercises/{name}.py"] = f"{_comment(asked.task)}\n{asked.starter}"
    written, kept = list[Path](), list[Path]()
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
                written.append(path)
            except FileExistsError:
                kept.append(path)
    except OSError as error:
        raise FileError(
            f"Cannot lay out the course in {folder}: {(error.strerror or str(error)).lower()}. "
            "Name a folder that you may write to."
        ) from None
    return LaidOut(tuple(written), tuple(kept))


def _modules() -> list[Path]:
    return [path for path in dropins().glob("*.py") if not path.name.startswith("_")]


def _is_ours(folder: Path) -> bool:
    """Whether all notebooks in it are lessons: then it was laid out before."""
    names = {f"{one.name}.ipynb" for one in lesson.shipped()}
    return {path.name for path in folder.glob("*.ipynb")} <= names


def _comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.strip().splitlines())
