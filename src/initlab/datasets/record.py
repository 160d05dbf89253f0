"""The record of a data set: features and classes, checked once and read-only from then on."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.elementary import Array
from initlab.errors import DataError

Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples to train on and, where there is a test part, to test on.

    An example is a column, as in the course. The arrays are copied in, checked and made
    read-only. Two data sets hold the same numbers if their fingerprints are equal; `==` asks
    whether they are the same object.

    Args:
        name: what `load` was asked for.
        train_x: (features, examples), float64, C-ordered, finite.
        train_y: (examples,), int64, classes from 0; each class occurs.
        test_x, test_y: the same for the test part, or None both.
        class_names: one name per class, at least two.
        feature_shape: shape of one example before it was flattened row by row: (2,), (8, 8),
            (150, 150, 3).
        note: one sentence, how the data were made and split.
    Raises: DataError: the parts do not fit each other, fewer than 2 training examples, fewer than
        2 classes, a class without training examples, a value that is not finite.

    >>> tiny = Dataset("tiny", [[0.5, 1.5]], [0, 1], None, None, ("no", "yes"), (1,), "By hand.")
    >>> tiny.train_x.shape, tiny.classes
    ((1, 2), 2)
    """

    name: str
    train_x: Array = field(repr=False)
    train_y: Labels = field(repr=False)
    test_x: Array | None = field(repr=False)
    test_y: Labels | None = field(repr=False)
    class_names: tuple[str, ...]
    feature_shape: tuple[int, ...]
    note: str

    def __post_init__(self) -> None:
        if (self.test_x is None) != (self.test_y is None):
            raise DataError(
                f"{self.name}: a test part needs test_x and test_y; got one. Give both or neither."
            )
        self._own("class_names", tuple(self.class_names))
        self._own("feature_shape", tuple(self.feature_shape))
        if self.classes < 2:
            raise DataError(
                f"{self.name}: needs at least 2 classes; got {list(self.class_names)}. "
                "Add examples of another class."
            )
        for part in ("train", "test") if self.test_x is not None else ("train",):
            self._own_part(part)
        if self.train_y.size < 2:
            raise DataError(
                f"{self.name}: needs at least 2 training examples; got {self.train_y.size}. "
                "Add examples, or hold back a smaller test part."
            )
        absent = np.flatnonzero(np.bincount(self.train_y, minlength=self.classes) == 0)
        if absent.size:
            raise DataError(
                f"{self.name}: class {self.class_names[absent[0]]!r} has no training example. "
                "Add examples of it, or hold back a smaller test part."
            )

    @property
    def classes(self) -> int:
        """How many classes there are.

        >>> from initlab import datasets
        >>> datasets.load("spirals").classes
        2
        """
        return len(self.class_names)

    def fingerprint(self) -> str:
        """SHA-256 of the arrays: their names, types, shapes and bytes, little-endian.

        Returns: 64 hexadecimal digits, the same wherever the numbers are the same.

        >>> from initlab import datasets
        >>> datasets.load("spirals").fingerprint()[:16]
        'cd47092701b77213'
        """
        digest = hashlib.sha256()
        for name in ("train_x", "train_y", "test_x", "test_y"):
            array = getattr(self, name)
            if array is not None:
                plain = array.astype(array.dtype.newbyteorder("<"))
                digest.update(f"{name} {plain.dtype.str} {plain.shape}\n".encode())
                digest.update(plain.tobytes())
        return digest.hexdigest()

    def _own(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _own_part(self, part: str) -> None:
        """Replace the part's two arrays by checked, read-only copies."""
        where = f"{self.name}: {part}"
        x = _features(where, getattr(self, f"{part}_x"))
        y = _labels(where, getattr(self, f"{part}_y"))
        features = math.prod(self.feature_shape)
        if features < 1 or len(x) != features:
            raise DataError(
                f"{where}_x should have one row per feature of an example of shape "
                f"{self.feature_shape}; got {len(x)} rows. Examples are columns."
            )
        if y.size != x.shape[1]:
            raise DataError(f"{where}_y should hold {x.shape[1]} labels; got {y.size}.")
        if y.size == 0 and part == "test":
            raise DataError(f"{where} part has no examples. Give None for no test part.")
        if y.size and (y.min() < 0 or y.max() >= self.classes):
            raise DataError(
                f"{where}_y should hold classes from 0 to {self.classes - 1}; "
                f"got {y.min()} to {y.max()}."
            )
        for array, name in ((x, "x"), (y, "y")):
            array.setflags(write=False)
            self._own(f"{part}_{name}", array)


def _features(where: str, value: ArrayLike) -> Array:
    array = np.asarray(value)
    if array.ndim != 2 or array.dtype.kind not in "biuf":
        raise DataError(
            f"{where}_x should be numbers of shape (features, examples); "
            f"got {array.dtype} of shape {array.shape}."
        )
    x = np.array(array, dtype=np.float64, order="C")
    bad = np.argwhere(~np.isfinite(x))
    if bad.size:
        feature, example = bad[0]
        raise DataError(
            f"{where}_x should be finite; feature {feature} of example {example} is "
            f"{x[feature, example]}. Remove that example."
        )
    return x


def _labels(where: str, value: ArrayLike) -> Labels:
    array = np.asarray(value)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise DataError(
            f"{where}_y should be integers of shape (examples,); "
            f"got {array.dtype} of shape {array.shape}."
        )
    return np.array(array, dtype=np.int64)
