"""E[f(u) g(v)] for two Gaussians with a correlation, also where that comes near ±1."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import DomainError
from initlab.quadrature.hermite import TERMS, Coefficients, hermite
from initlab.quadrature.line import (
    Array,
    Function,
    at_least_0,
    checked,
    divided,
    finite,
    integrate,
    panel_edges,
    weighted_expectation,
)

CUT_OFF = 1e-13  # of a series, relative to √(E[f²] E[g²])


def pair_expectation(
    f: Function,
    g: Function,
    std_f: ArrayLike,
    std_g: ArrayLike,
    correlation: ArrayLike,
    breaks_f: Sequence[float] = (),
    breaks_g: Sequence[float] = (),
) -> Array:
    """E[f(u) g(v)] for Gaussian u and v of mean 0.

    By Mehler's formula it is Σ_k f_k g_k c^k, with the Hermite coefficients of f and g; the terms
    left out are at most |c|^K √(Σ f_k² Σ g_k²). Where that is too much — kinks, and |c| near 1 —
    two nested adaptive integrals take over.

    Args:
        f, g: elementwise on float64 arrays of one dimension, of finite mean square.
        std_f, std_g: standard deviations of u and v, at least 0; all three broadcast.
        correlation: c, from −1 to 1.
        breaks_f, breaks_g: arguments at which value, slope or curvature jumps.
    Returns: shape of the three together; within 1e-12 of √(E[f²] E[g²]).
    Raises:
        DomainError: a negative std, |c| > 1, NaN from f or g, or no finite mean square.
        ShapeError, UserCodeError: as `expectation`.

    >>> product = pair_expectation(lambda u: u, lambda v: v, 2.0, 3.0, [0.5, 1.0])
    >>> product.round(12).tolist()
    [3.0, 6.0]

    Source: Mehler 1866; Daniely et al. 2016, arXiv:1602.05897, the dual activation.
    """
    arrays = np.broadcast_arrays(
        finite(std_f, "std"), finite(std_g, "std"), finite(correlation, "correlation")
    )
    at_least_0(arrays[0])
    at_least_0(arrays[1])
    beyond = np.abs(arrays[2]) > 1.0
    if beyond.any():
        raise DomainError(f"A correlation should be from −1 to 1; got {arrays[2][beyond][0]:g}.")
    flat_f, flat_g, c = (array.ravel() for array in arrays)
    one = _Side(f, flat_f, tuple(breaks_f))
    other = _Side(g, flat_g, tuple(breaks_g))
    result, left = _series(one, other, c)
    straight = left & (np.abs(c) == 1.0)
    for rows, rule in ((straight, _on_a_line), (left & ~straight, _nested)):
        if rows.any():
            result[rows] = rule(one.columns(rows), other.columns(rows), c[rows, None])
    return result.reshape(arrays[0].shape)[()]


class _Side(NamedTuple):
    """One of the two functions, with the spread of what it is given."""

    function: Function
    std: Array
    breaks: tuple[float, ...]

    @property
    def safe(self) -> Function:
        return checked(self.function)

    def columns(self, rows: NDArray[np.bool_]) -> _Side:
        return self._replace(std=self.std[rows, None])

    def edges(self) -> Array:
        return panel_edges(self.std, np.zeros_like(self.std), self.breaks)


def _series(f: _Side, g: _Side, c: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Mehler's sum, and where it is not good enough."""
    of_f, place_f = _coefficients(f)
    same = g.function is f.function and g.breaks == f.breaks and np.array_equal(g.std, f.std)
    of_g, place_g = (of_f, place_f) if same else _coefficients(g)
    total = np.zeros_like(c)
    for k in reversed(range(TERMS)):
        total = total * c + of_f.terms[:, k][place_f] * of_g.terms[:, k][place_g]
    left_out = np.abs(c) ** TERMS * np.sqrt(of_f.rest[place_f] * of_g.rest[place_g])
    size = np.sqrt(of_f.mean_square[place_f] * of_g.mean_square[place_g])
    good = of_f.resolved[place_f] & of_g.resolved[place_g] & (left_out <= CUT_OFF * size)
    return total, ~good


def _coefficients(side: _Side) -> tuple[Coefficients, NDArray[np.intp]]:
    """Hermite coefficients for every different std, and which of them belongs where."""
    stds, place = np.unique(side.std, return_inverse=True)
    if len(stds) == 1:
        return _remembered(side.function, float(stds[0]), side.breaks), place
    return hermite(side.safe, stds, side.breaks), place


@lru_cache(maxsize=64)
def _remembered(function: Function, std: float, breaks: tuple[float, ...]) -> Coefficients:
    return hermite(checked(function), np.array([std]), breaks)


def _on_a_line(f: _Side, g: _Side, c: Array) -> Array:
    """c = ±1: v is a multiple of u."""

    def integrand(rows: NDArray[np.intp], z: Array) -> Array:
        return f.safe(f.std[rows] * z) * g.safe(c[rows] * g.std[rows] * z)

    return integrate(integrand, np.sort(np.concatenate([f.edges(), c * g.edges()], axis=1), axis=1))


def _nested(f: _Side, g: _Side, c: Array) -> Array:
    """An integral over u of f and the integral over v given u, which is smooth in u."""
    rest = np.sqrt((1.0 - c) * (1.0 + c))

    def integrand(rows: NDArray[np.intp], z: Array) -> Array:
        values = f.safe(f.std[rows] * z)
        std, mean = np.broadcast_to(g.std[rows] * rest[rows], z.shape), g.std[rows] * c[rows] * z
        weight = np.abs(values) * np.exp(-0.5 * z * z)
        inner = weighted_expectation(g.safe, std.ravel(), mean.ravel(), g.breaks, weight.ravel())
        return values * inner.reshape(z.shape)

    # v's mean given u is std_g · c · z, its std is std_g · rest: it bends at z = (break / std_g
    # ± t · rest) / c, a few t on either side.
    bends = [
        divided(divided(np.full_like(c, point), g.std) + t * rest, c)
        for point in (0.0, *g.breaks)
        for t in (-7.0, 0.0, 7.0)
    ]
    return integrate(integrand, np.sort(np.concatenate([f.edges(), *bends], axis=1), axis=1))
