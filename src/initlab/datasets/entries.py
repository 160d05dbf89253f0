"""The two records of the catalogue: a data set that has a name, and a kind of file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from initlab.datasets.record import Dataset
from initlab.datasets.request import Request


@dataclass(frozen=True)
class Entry:
    """A data set that comes with the package or with scikit-learn."""

    name: str
    about: str  # one sentence
    source: str
    make: Callable[[], Dataset] = field(repr=False)
    usage: str = ""  # how to write a choice, where there is one
    choose: Callable[[str], Dataset] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Format:
    """A kind of file or folder that data are read from."""

    name: str
    usage: str
    about: str  # one sentence
    options: tuple[str, ...]  # what may follow the place as :key=value
    read: Callable[[Request], Dataset] = field(repr=False)
    suffix: str = ""  # a path that ends so needs no `name:` in front
