"""What is wrong with a plan: every error at its line, collected so that one command tells all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from initlab.errors import InitlabError, PlanErrors, printable
from initlab.study import toml_lines

_LONGEST = 160  # characters of a message

Place = toml_lines.Path


class Faults:
    """Collects what is wrong, so that one command tells all of it."""

    def __init__(self, name: str) -> None:
        self._name = printable(name)
        self.lines: dict[Place, int] = {}
        self._found: list[tuple[int, str]] = []

    def add(self, place: Place, message: str) -> None:
        line = next(
            (self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines), 0
        )
        self.at(line, f"{_written(place)}: {message}" if place else message)

    def at(self, line: int, message: str) -> None:
        where = f"{self._name}:{line}" if line else self._name
        message = printable(" ".join(message.split()))
        short = message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"
        self._found.append((line, f"{where}: {short}"))

    @contextmanager
    def of(self, place: Place) -> Iterator[None]:
        """An error inside is one of that place."""
        try:
            yield
        except InitlabError as error:
            self.add(place, str(error))
        except OSError as error:  # a name that no file can have
            self.add(place, f"Cannot be read: {(error.strerror or str(error)).lower()}.")

    def raise_any(self) -> None:
        if self._found:
            raise PlanErrors(text for _, text in sorted(self._found, key=lambda found: found[0]))


def _written(place: Place) -> str:
    words = ""
    for part in place:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else str(part)
    return words if len(words) <= 60 else f"{words[:59]}…"


def short(value: object) -> str:
    """The value as Python writes it, cut off where it gets long."""
    return f"{value!r:.40}"
