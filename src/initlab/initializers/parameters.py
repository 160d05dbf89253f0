"""The parameters of one dense network: a `Layer` of weights and biases for each layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from initlab.elementary import Array
from initlab.errors import DomainError

MOST_WEIGHTS = 2**31


class Layer(NamedTuple):
    """Weights of shape (outputs, inputs) and biases of shape (outputs, 1), float64."""

    weights: Array
    biases: Array


Parameters = tuple[Layer, ...]


def checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """`sizes` as a tuple, if a network can have them.

    Args:
        sizes: units per layer, the input's first; at least two whole numbers of at least 1.
    Raises: DomainError: too few, not whole, below 1, or more than 2^31 weights in all.

    >>> checked_sizes([2, 10, 5, 1])
    (2, 10, 5, 1)
    """
    given = list(sizes)
    if len(given) < 2 or any(int(n) != n or n < 1 for n in given):
        raise DomainError(
            "A network needs at least an input and an output layer, "
            f"each a whole number of at least 1; got {given}."
        )
    whole = tuple(int(n) for n in given)
    weights = sum(n * m for n, m in pairwise(whole))
    if weights > MOST_WEIGHTS:
        raise DomainError(
            f"A network of sizes {given} has {weights:,} weights; the most is {MOST_WEIGHTS:,}. "
            "Choose smaller layers."
        )
    return whole
