"""On which line of a TOML text each value stands: `tomllib` does not tell."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\])*"|' + r"'[^']*'", re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}#\r\n]*")


def lines(text: str) -> dict[Path, int]:
    """The line of every table, key and array element, counted from 1.

    Args:
        text: TOML that `tomllib` has read without an error.

    >>> lines("[axes]\\nrate = [\\n  0.1,\\n  0.2 ]")[("axes", "rate", 1)]
    4
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.found


class _Scanner:
    """Walks once through a text that is known to be right."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._counts: dict[Path, int] = {}  # elements of each array of tables

    def document(self) -> None:
        table: Path = ()
        while self._skip(_BETWEEN) < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._assignment(table)

    def _header(self) -> Path:
        begin = self._at
        many = self._text.startswith("[[", begin)
        self._at += 2 if many else 1
        path = self._inside(self._keys())
        if many:
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
        self._note(path, begin)
        self._at += 2 if many else 1
        return path

    def _inside(self, keys: Path) -> Path:
        """A path that goes through the newest element of each array of tables on its way."""
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if path in self._counts and position < len(keys) - 1:
                path = (*path, self._counts[path])
        return path

    def _assignment(self, table: Path) -> None:
        begin = self._at
        path = (*table, *self._keys())
        self._note(path, begin)
        self._skip(_SPACE)
        self._at += 1  # the sign =
        self._skip(_SPACE)
        self._value(path)

    def _keys(self) -> Path:
        keys = list[str | int]()
        while True:
            self._skip(_SPACE)
            quoted = _STRING.match(self._text, self._at)
            found = quoted or _BARE_KEY.match(self._text, self._at)
            assert found is not None
            self._at = found.end()
            word = found.group()
            keys.append(tomllib.loads(f"key = {word}")["key"] if quoted else word)
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return tuple(keys)
            self._at += 1

    def _value(self, path: Path) -> None:
        first = self._text[self._at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_STRING if first in "\"'" else _PLAIN)

    def _array(self, path: Path) -> None:
        self._at += 1
        position = 0
        while self._text[self._skip(_BETWEEN)] != "]":
            self._note((*path, position), self._at)
            self._value((*path, position))
            position += 1
            if self._text[self._skip(_BETWEEN)] == ",":
                self._at += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._text[self._skip(_BETWEEN)] != "}":
            self._assignment(path)
            if self._text[self._skip(_BETWEEN)] == ",":
                self._at += 1
        self._at += 1

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return self._at

    def _note(self, path: Path, at: int) -> None:
        for length in range(1, len(path) + 1):  # of a.b.c also a and a.b
            self.found.setdefault(path[:length], bisect_right(self._starts, at))
