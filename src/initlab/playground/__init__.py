"""The playground: one HTML page on which initializations race, with nothing else to install.

It is built from `playground/` by `make playground`, and trains with the engine's kernel compiled to
WebAssembly, to the same bits.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["path"]


def path() -> Path:
    """Where the page is; a browser opens it as it is, without a server and without a network.

    Returns: an absolute path; it exists wherever initlab is installed as plain files.

    >>> path().name
    'playground.html'
    """
    return Path(__file__).resolve().parent / "playground.html"
