"""`initlab playground`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter


def playground(
    *,
    path: Annotated[
        bool, Parameter(negative=(), help="Print where the page is instead of opening it.")
    ] = False,
) -> int:
    """Open the page on which initializations race, in your browser; it needs no network.

    Its settings stand in its address, so what you see there can be linked to and taken to Python.
    """
    import webbrowser

    from initlab.cli import terminal
    from initlab.playground import path as page

    if path:
        print(page())
        return 0
    address = page().as_uri()
    opened = webbrowser.open(address)
    print(f"{'Opened' if opened else 'No browser was found. Open this in one:'} {address}")
    print(f"Next: {terminal.program()} compare --report")
    return 0
