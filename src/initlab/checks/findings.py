"""A finding: what a rule saw, where, and what would repair it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from initlab.checks.snapshot import Snapshot

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Repair:
    """One edit of one tensor: the catalogue's entry to give it, and why."""

    weight: str
    entry: str  # as initializers.parse takes it
    because: str


@dataclass(frozen=True)
class Finding:
    """One cause. `layer` is where it lies; its symptoms elsewhere are in `explains`."""

    code: str
    layer: str
    severity: Severity
    measured: str  # the number, with its unit
    expected: str  # the limit or the interval, and where it comes from
    message: str  # one sentence: the cause and the repair
    weight: str | None = None
    magnitude: float = 1.0  # how many times the limit is exceeded: the worst come first
    explains: tuple[str, ...] = ()  # codes that this cause produces further on
    repairs: tuple[Repair, ...] = ()


class NotJudged(Exception):
    """Raised by a rule's judgement when the snapshot lacks what it needs; says what."""


@dataclass(frozen=True)
class Rule:
    """One rule: its page is the docstring of `judge`."""

    code: str
    name: str
    severity: Severity
    limit: str  # in words, with its source
    judge: Callable[[Snapshot], Iterator[Finding]]

    @property
    def page(self) -> str:
        """What it means, how it is measured, what to try, and the source."""
        return self.judge.__doc__ or ""
