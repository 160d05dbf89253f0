"""What Rich can show, as plain text: the same in a terminal, a file and a notebook."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType


def plain(what: RenderableType, width: int) -> str:
    """Its lines, without colour or trailing blanks, none wider than `width` columns.

    >>> from rich.text import Text
    >>> plain(Text("one two", style="bold"), 4)
    'one\\ntwo'
    """
    from rich.console import Console

    out = StringIO()
    # In a notebook Rich would show it at once and write nothing, unless told that it is in none.
    Console(file=out, width=width, color_system=None, force_jupyter=False).print(what)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
