"""Lessons: notebooks kept as text, with tasks in them and what solves them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from initlab.errors import MissingPackage

SHIPPED = Path(__file__).resolve().parent / "lessons"
Form = Literal["notebook", "script"]
TASK, SOLUTION = "task", "solution"  # tags of cells; a solution follows its task


@dataclass(frozen=True)
class Lesson:
    """One lesson: its file in `lessons/`, in jupytext's percent format."""

    path: Path

    @property
    def name(self) -> str:
        """As in 01_breaking_symmetry."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The first heading."""
        return _first_line(self._notebook()["cells"][0]["source"])

    def written(self, form: Form = "notebook", *, solved: bool = False) -> str:
        """The file that a learner gets: a Jupyter notebook or a Python script.

        Args:
            solved: with the tasks' solutions in their places.
        Raises: MissingPackage: jupytext is not installed.
        """
        book = self._notebook()
        book["cells"] = [cell for cell in book["cells"] if _is_kept(cell, solved)]
        for place, cell in enumerate(book["cells"]):
            cell["id"] = f"cell-{place + 1}"  # the same file each time
        text: str = _jupytext().writes(book, "ipynb" if form == "notebook" else "py:percent")
        return text

    def _notebook(self) -> Any:
        return _jupytext().read(self.path, fmt="py:percent")


def shipped() -> list[Lesson]:
    """The lessons that come with initlab, in their order.

    >>> shipped()[0].title
    'Breaking symmetry'
    """
    return [Lesson(path) for path in sorted(SHIPPED.glob("[0-9]*.py"))]


def _is_kept(cell: Any, solved: bool) -> bool:
    tags = cell["metadata"].get("tags", [])
    return (TASK if solved else SOLUTION) not in tags


def _first_line(text: str) -> str:
    return text.lstrip().splitlines()[0].lstrip("# ").strip()


def _jupytext() -> Any:
    try:
        import jupytext
    except ImportError:
        raise MissingPackage(
            "The lessons need jupytext, which is not installed: pip install 'initlab[course]'."
        ) from None
    return jupytext
