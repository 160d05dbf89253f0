"""What a plan takes from outside: data and functions of the user's, and what tells them apart."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass, field, fields
from pathlib import Path

from initlab import datasets
from initlab.datasets import Dataset
from initlab.errors import DataError, UserCodeError
from initlab.initializers import Initializer
from initlab.initializers.own import Own
from initlab.study.settings import start


@dataclass(frozen=True)
class Source:
    """Data of a study: their name, and what tells whether they are still the same."""

    name: str
    fingerprint: str  # SHA-256 of the arrays
    features: int
    classes: int
    examples: int
    dataset: Dataset | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, dataset: Dataset) -> Source:
        """The source that a data set in memory is."""
        features, examples = dataset.train_x.shape
        return cls(
            dataset.name, dataset.fingerprint(), features, dataset.classes, examples, dataset
        )

    @property
    def loss(self) -> str:
        """The loss that fits the data unless a plan names another."""
        return "binary" if self.classes == 2 else "softmax"

    def to_json(self) -> dict[str, str | int]:
        """The fields, without the data."""
        held = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in held.items() if name != "dataset"}

    def load(self) -> Dataset:
        """The data themselves.

        Raises: DataError: they have changed since the plan was made.
        """
        if self.dataset is not None:
            return self.dataset
        found = datasets.load(self.name)
        if found.fingerprint() != self.fingerprint:
            raise DataError(
                f"{self.name} has changed since this study began (SHA-256 was "
                f"{self.fingerprint[:12]}, is {found.fingerprint()[:12]}). Bring the old data "
                "back, or begin a new study."
            )
        return found


def identity(name: str) -> str:
    """What tells an initializer from all others: its law in full, or the digest of its source.

    Raises: UserCodeError: a function whose source cannot be read.
    """
    entry = start(name)
    if isinstance(entry, Own):
        return f"{entry.function.__qualname__} {_digest(entry)}"  # wherever the file lies
    assert isinstance(entry, Initializer)
    return f"{name} {entry.law!r}"


def _digest(entry: Own) -> str:
    try:
        source = inspect.getsourcefile(entry.function)
        assert source is not None
        return hashlib.sha256(Path(source).read_bytes()).hexdigest()
    except (TypeError, OSError, AssertionError):
        raise UserCodeError(
            f"{entry.name} has no Python source that can be read. Write it as file.py:function."
        ) from None
