"""From label texts to class numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from initlab.datasets.record import Labels
from initlab.errors import DataError

_EXACT = 2.0**53  # every whole number below has a float of its own
_TRUTH = {"false": 0.0, "true": 1.0}


def encoded(labels: Sequence[str], where: str) -> tuple[Labels, tuple[str, ...]]:
    """The class of each label, and the name of each class.

    Numbers keep their order: the smallest is class 0. Equal numbers, such as 1 and 1.0, are one
    class; true and false count as 1 and 0. Two names are numbered as in the course, where a cat
    is 1 and a dog 0: the alphabetically first is class 1. Three names or more are numbered from 0
    in alphabetical order (by code point: capitals first).

    Args:
        labels: one text per example; spaces around it do not count.
        where: where they were read, for the message.
    Returns: classes (examples,), int64; their names, class 0 first.
    Raises: DataError: there are fewer than two classes.

    >>> encoded(["dog", "cat", "cat"], "pets")
    (array([0, 1, 1]), ('dog', 'cat'))
    >>> encoded(["10", "9", "9.0"], "marks")
    (array([1, 0, 0]), ('9', '10'))

    Source: the numbering of two names is that of the course's cats and dogs.
    """
    stripped = [label.strip() for label in labels]
    distinct = sorted(set(stripped))
    numbers = _numbers(distinct)
    if numbers is None:
        ordered = distinct[::-1] if len(distinct) == 2 else distinct
        index = {label: i for i, label in enumerate(ordered)}
    else:
        rank = {number: i for i, number in enumerate(sorted(set(numbers)))}
        index = {label: rank[number] for label, number in zip(distinct, numbers, strict=True)}
    names: dict[int, str] = {}
    for label in distinct:  # of several spellings the first names the class
        names.setdefault(index[label], label if numbers is None else _short(label))
    if len(names) < 2:
        raise DataError(
            f"{where} should name at least 2 classes; all {len(labels)} examples are {names[0]!r}. "
            "Add examples of another class."
        )
    classes = np.array([index[label] for label in stripped], dtype=np.int64)
    return classes, tuple(names[i] for i in range(len(names)))


def is_missing(label: str) -> bool:
    """Whether a label is blank, NaN or infinite.

    >>> is_missing(" "), is_missing("NaN"), is_missing("none")
    (True, True, False)
    """
    try:
        return not math.isfinite(float(label))
    except ValueError:
        return not label.strip()


def _short(label: str) -> str:
    """A number without a needless point or exponent; whole ones and words as they are.

    >>> _short("1.000e+00"), _short("2.50"), _short("007"), _short("True")
    ('1', '2.5', '007', 'True')
    """
    if label.isdecimal() or label.lower() in _TRUTH:
        return label
    number = float(label) + 0.0  # turns −0 into 0
    return f"{number:.0f}" if number.is_integer() and abs(number) < _EXACT else repr(number)


def _numbers(labels: Sequence[str]) -> list[float] | None:
    """The numbers that `labels` spell, or None if one of them is a name."""
    try:
        numbers = [
            _TRUTH[label.lower()] if label.lower() in _TRUTH else float(label) for label in labels
        ]
    except ValueError:
        return None
    if any("_" in label for label in labels) or not all(map(math.isfinite, numbers)):
        return None  # Python alone reads 1_0 as ten
    return numbers
