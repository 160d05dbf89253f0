"""Dividing examples into a training and a test part, the same way everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.datasets.record import Labels
from initlab.streams import Order, permutation

TEST_SHARE = 0.2  # of a data set that brings no test part


def divided(count: int, share: float) -> tuple[Order, Order]:
    """Which of `count` examples train and which test, each in ascending order.

    The first `share · count` (rounded, halves to even) of a permutation that depends on `count`
    alone are the test part. Classes are not balanced.

    >>> [part.tolist() for part in divided(5, 0.4)]
    [[0, 1, 2], [3, 4]]
    """
    held_back = round(share * count)
    order = permutation(0, "split", 0, count)
    return np.sort(order[held_back:]), np.sort(order[:held_back])


def said(share: float) -> str:
    """The share held back, for a data set's note.

    >>> said(0.2), said(0)
    ('a share of 0.2 held back for testing', 'none held back for testing')
    """
    return f"{f'a share of {share:g}' if share else 'none'} held back for testing"


def columns(
    rows: NDArray[Any], classes: Labels, share: float
) -> tuple[NDArray[Any], Labels, NDArray[Any] | None, Labels | None]:
    """train_x, train_y, test_x, test_y of examples that come as rows; None for no test part."""
    train, test = divided(len(rows), share)
    if not test.size:
        return rows.T, classes, None, None
    return rows[train].T, classes[train], rows[test].T, classes[test]
