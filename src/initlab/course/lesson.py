"""What the lessons use besides the library: is a function written yet, and show this picture."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["complete", "show"]

FOLDER = Path("pictures")


def complete(function: Callable[..., Any], *arguments: Any) -> bool:
    """Whether a function of the lesson has been written; if not, a line says what to do.

    Args:
        function: it counts as unwritten while it raises NotImplementedError or returns nothing.
        arguments: to try it with.
    Raises: whatever else the function raises: that is for its writer to see.

    >>> def double(number):
    ...     raise NotImplementedError
    >>> complete(double, 3)
    Not yet: write double above, run its cell, then run this one again.
    False
    >>> complete(lambda number: 2 * number, 3)
    True
    """
    try:
        result = function(*arguments)
    except NotImplementedError:
        result = None
    if result is None or (isinstance(result, dict) and not result):
        print(f"Not yet: write {function.__name__} above, run its cell, then run this one again.")
        return False
    return True


def show(picture: Figure | Axes, name: str) -> None:
    """Show a picture in a notebook; elsewhere save it as `pictures/NAME.png` and say so.

    Args:
        picture: a figure, or axes that fill one.
        name: of the file, without its ending.
    """
    figure: Any = getattr(picture, "figure", picture)
    if _in_notebook():
        _display(figure)
        return
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.png"
    figure.savefig(path, dpi=110, facecolor="white", bbox_inches="tight")
    print(f"Picture: {path}")


def _in_notebook() -> bool:
    """Whether a kernel runs this, which shows what `display` is given."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def _display(figure: Figure) -> None:
    from importlib import import_module
    from io import BytesIO

    ipython: Any = import_module("IPython.display")  # is there wherever a kernel runs
    data = BytesIO()
    # White, as the letters are dark: a notebook may be on a dark page.
    figure.savefig(data, format="png", dpi=110, facecolor="white", bbox_inches="tight")
    ipython.display(ipython.Image(data=data.getvalue()))
