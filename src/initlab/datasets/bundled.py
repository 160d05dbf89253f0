"""Real data that scikit-learn brings along; a fifth is held back for testing."""

from __future__ import annotations

import math
import re

import numpy as np

from initlab.datasets.entries import Entry
from initlab.datasets.parts import TEST_SHARE, divided
from initlab.datasets.record import Dataset, Labels
from initlab.elementary import Array
from initlab.errors import DataError

Parts = tuple[Array, Labels, Array, Labels]  # train_x, train_y, test_x, test_y

PAIR = re.compile(r"\s*([0-9])\s*,\s*([0-9])\s*")


def digits() -> Dataset:
    """1797 handwritten digits of 8×8 pixels from 0 to 1."""
    train_x, train_y, test_x, test_y = _digit_parts()
    return Dataset(
        "digits",
        train_x,
        train_y,
        test_x,
        test_y,
        tuple("0123456789"),
        (8, 8),
        "Pixels divided by 16; a fixed random fifth of all pictures is the test part.",
    )


def two_digits(choice: str) -> Dataset:
    """The pictures of two digits; the smaller is class 0.

    Each stays in the part, training or test, that it has in `digits`.

    Args:
        choice: the digits, as in `3,8`.
    Raises: DataError: not two different digits.

    >>> two_digits("8,3").class_names
    ('3', '8')
    """
    match = PAIR.fullmatch(choice)
    if not match or match[1] == match[2]:
        raise DataError(
            f"digits takes two different digits from 0 to 9, as in digits:3,8; got {choice!r}."
        )
    low, high = sorted(match.groups())
    train_x, train_y, test_x, test_y = _digit_parts()
    train, test = (np.isin(y, (int(low), int(high))) for y in (train_y, test_y))
    return Dataset(
        f"digits:{low},{high}",
        train_x[:, train],
        (train_y[train] == int(high)).astype(np.int64),
        test_x[:, test],
        (test_y[test] == int(high)).astype(np.int64),
        (low, high),
        (8, 8),
        f"The pictures of {low} and {high} in the two parts of digits, pixels divided by 16.",
    )


def breast_cancer() -> Dataset:
    """569 tumours, 30 measurements each, standardized over the training part."""
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer()
    train_x, train_y, test_x, test_y = _fifth_held_back(bunch.data, bunch.target)
    mean, deviation = _moments(train_x)
    return Dataset(
        "breast_cancer",
        (train_x - mean) / deviation,
        train_y,
        (test_x - mean) / deviation,
        test_y,
        tuple(str(name) for name in bunch.target_names),
        (30,),
        "A fixed random fifth of all tumours is the test part; both parts are standardized with "
        "the mean and standard deviation of the training part.",
    )


def _digit_parts() -> Parts:
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return _fifth_held_back(bunch.data / 16, bunch.target)


def _fifth_held_back(rows: Array, classes: Labels) -> Parts:
    train, test = divided(len(rows), TEST_SHARE)
    return rows[train].T, classes[train], rows[test].T, classes[test]


def _moments(x: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each row, (features, 1); sums rounded once, in any order."""
    mean = np.array([[math.fsum(row) / row.size] for row in x])
    squares = (x - mean) ** 2
    return mean, np.sqrt([[math.fsum(row) / row.size] for row in squares])


ENTRIES = (
    Entry(
        name="digits",
        about="Handwritten digits of 8×8 pixels, ten classes, or any two of them.",
        source="Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits, UCI; "
        "scikit-learn, load_digits",
        make=digits,
        usage="digits:3,8",
        choose=two_digits,
    ),
    Entry(
        name="breast_cancer",
        about="Benign and malignant tumours, 30 measurements of cell nuclei, standardized.",
        source="Wolberg et al. 1995, Breast Cancer Wisconsin (Diagnostic), UCI; scikit-learn, "
        "load_breast_cancer",
        make=breast_cancer,
    ),
)
