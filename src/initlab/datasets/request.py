"""The text that asks for a file: a place, and options that follow it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from initlab.errors import DataError, FileError, unknown_name

# key=value, several with commas; no colon or slash, which belong to paths.
_OPTIONS = re.compile(r"\w+=[^/\\:,]*(,\w+=[^/\\:,]*)*")
_MOST_SIDE = 4096
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Request:
    """What one text asks for, options read and checked."""

    text: str  # as written; the data set's name
    place: str
    test: float | None = None  # share of the examples, 0 to below 1
    size: int | None = None  # pixels, width and height alike

    @property
    def path(self) -> Path:
        """The place, with `~` as the home folder."""
        # Path.expanduser raises for a user that is not there; this leaves the text as it is.
        return Path(os.path.expanduser(self.place))

    def share(self, otherwise: float) -> float:
        """The share held back for testing, `otherwise` where the text has none."""
        return otherwise if self.test is None else self.test


def split(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The place that `text` names, and the options after it.

    Options are cut off from the right, so colons in a path do no harm. What exists is never cut:
    a file that is really called `a:b=1` is read under that name.

    >>> split(r"C:\\data\\pets:size=64:test=0.2")
    ('C:\\\\data\\\\pets', [('size', '64'), ('test', '0.2')])
    """
    place, options = text, list[tuple[str, str]]()
    while not os.path.exists(os.path.expanduser(place)):
        before, colon, last = place.rpartition(":")
        if not colon or not _OPTIONS.fullmatch(last):
            break
        pairs = (option.partition("=") for option in last.split(","))
        place, options = before, [(key, value) for key, _, value in pairs] + options
    return place, options


def request(text: str, rest: str, kind: str, known: Sequence[str]) -> Request:
    """The request that `rest` of `text` spells for the format `kind`.

    Args:
        text: what the user wrote.
        rest: the same without the format's name in front.
        known: the options that the format has.
    Raises:
        UnknownName: an option that it does not have.
        DataError: no place, or a value that the option cannot have.

    >>> request("a.csv:test=0.5", "a.csv:test=0.5", "csv", ["test"]).test
    0.5
    """
    place, options = split(rest)
    if not place:
        raise DataError(f"{kind} needs a path after the colon, as in {kind}:PATH; got {text!r}.")
    found = dict(options)
    for key in found:
        if key not in known:
            raise unknown_name(f"parameter of {kind!r}", key, known)
    return Request(
        text,
        place,
        test=_share(found["test"]) if "test" in found else None,
        size=_side(found["size"]) if "size" in found else None,
    )


def file_of(wanted: Request, kind: str) -> Path:
    """The path of a file that is there.

    Raises: FileError: nothing is there, or a folder.
    """
    path = wanted.path
    if path.is_dir():
        raise FileError(
            f"{kind} needs a file; {quoted(path)} is a folder. For pictures write images:{path}."
        )
    if not path.is_file():
        raise FileError(missing(path, kind, "file"))
    return path


def missing(path: Path, kind: str, what: str) -> str:
    """The sentence for a path where nothing is."""
    return (
        f"{kind} needs a {what}; there is none at {quoted(path)} (the working folder is "
        f"{os.getcwd()}). Check the path; parameters are written after it as :key=value."
    )


def quoted(value: object) -> str:
    """`value` on one line, cut where it gets long.

    >>> quoted("two\\nlines")
    "'two\\\\nlines'"
    """
    text = str(value)
    # A path's end says more than its beginning.
    if isinstance(value, Path) or len(text) <= _LONGEST_SHOWN:
        return repr(text)
    return repr(text[:_LONGEST_SHOWN] + "…")


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise DataError(
            f"test is the share of examples held back, from 0 to below 1; got {value!r}. "
            "Write test=0.2 for a fifth."
        )
    return share


def _side(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:9]) <= _MOST_SIDE):
        raise DataError(
            f"size is a whole number of pixels from 1 to {_MOST_SIDE}; got {value!r}. "
            "Write size=64 for pictures of 64×64."
        )
    return int(value)
