"""Expectations under a Gaussian: E[f(z)] and E[f(u) g(v)], to twelve digits and more.

A trapezoid or Gauss–Hermite rule is blind to kinks: with 801 points on |z| ≤ 10 it gives ReLU a
backward gain of 1.4213 in place of √2. So the line is cut at the kinks, more finely near 0, where
an activation bends, than far out, and every panel gets the 21-point Kronrod rule; a panel where
that disagrees with the 10-point Gauss rule inside it is halved, until none is left. Steep
functions, and kinks nobody told of, are found in this way too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import DomainError, InitlabError, ShapeError, UserCodeError
from initlab.quadrature.kronrod import GAUSS, KRONROD, NODES

Array = NDArray[np.float64]
Function = Callable[[Array], Array]
# Of an integral over rows: (row of each panel, z of shape (panels, nodes)) -> that shape.
Integrand = Callable[[NDArray[np.intp], Array], Array]

END = 38.0  # exp(−z²/2) is 3e-314 there, the last of double precision
_HALF_CUTS = (1.5, 3.0, 5.0, 8.0, 14.0, END)
Z_CUTS = np.array([*(-cut for cut in reversed(_HALF_CUTS)), 0.0, *_HALF_CUTS])
# Where an activation may bend, whatever the width of the Gaussian: near 0, on the scale of 1.
X_CUTS = np.array([0.0, *(sign * 8.0**power for power in range(6) for sign in (-1, 1))])
# QUADPACK takes (200 · |Kronrod − Gauss|)^1.5 for the error of the Kronrod sum: 1e-15 here, so
# that a hundred panels may err together.
DISAGREEMENT = 5e-13
MAX_HALVINGS = 60
MAX_PANELS = 200_000
TOO_ROUGH = 1e-9  # a disagreement that is left when there are too many panels: rounding, or worse
VANISHING = 1e-280  # so near the smallest numbers, sizes are not compared
BLOCK = 128  # rows at a time, so that the arrays stay in the cache
INVERSE_SQRT_2PI = 0.3989422804014327


def expectation(
    function: Function, std: ArrayLike = 1.0, mean: ArrayLike = 0.0, breaks: Sequence[float] = ()
) -> Array:
    """E[f(mean + std · z)] for z ~ N(0, 1).

    Args:
        function: f, elementwise on float64 arrays of one dimension.
        std: standard deviations, any shape, at least 0; with `mean` they broadcast.
        mean: means, any shape.
        breaks: arguments of f at which its value, slope or curvature jumps. Exact with them;
            without, such a point is found by halving and costs time and about two digits.
    Returns: shape of `std` and `mean` together; within 1e-13 of E|f|.
    Raises:
        DomainError: a negative std, f gives NaN, or the expectation is not finite.
        ShapeError: f is not elementwise.
        UserCodeError: f raises.

    >>> float(expectation(np.square, std=[1.0, 3.0])[1].round(12))
    9.0

    Source: Piessens et al. 1983, QUADPACK: Gauss–Kronrod pairs, bisection.
    """
    std_array, mean_array = np.broadcast_arrays(finite(std, "std"), finite(mean, "mean"))
    at_least_0(std_array)
    result = weighted_expectation(checked(function), std_array.ravel(), mean_array.ravel(), breaks)
    return result.reshape(std_array.shape)[()]


def mean_square(function: Function, std: ArrayLike = 1.0, breaks: Sequence[float] = ()) -> Array:
    """E[f(std · z)²] for z ~ N(0, 1); arguments and errors as `expectation`.

    >>> float(mean_square(np.sin).round(12)), float(((1 - np.exp(-2)) / 2).round(12))
    (0.432332358382, 0.432332358382)
    """
    safe = checked(function)
    return expectation(lambda x: safe(x) ** 2, std, breaks=breaks)


def weighted_expectation(
    function: Function,
    stds: Array,
    means: Array,
    breaks: Sequence[float],
    weights: Array | None = None,
) -> Array:
    """E[f(mean + std z)] for flat arrays; `weights` say how much each one matters to the caller."""
    result = np.empty(stds.size)
    for start in range(0, stds.size, BLOCK):
        block = slice(start, start + BLOCK)
        s, m = stds[block, None], means[block, None]

        def integrand(rows: NDArray[np.intp], z: Array, s: Array = s, m: Array = m) -> Array:
            return function(m[rows] + s[rows] * z)

        weight = None if weights is None else weights[block]
        result[block] = integrate(integrand, panel_edges(s, m, breaks), weight)
    return result


def integrate(integrand: Integrand, edges: Array, weights: Array | None = None) -> Array:
    """∫ integrand(row, z) exp(−z²/2) dz / √(2π) for every row of sorted panel edges.

    Each row is as accurate as its own size asks for, or with `weights` the sum of all rows.
    """
    count = len(edges)
    rows, columns = np.nonzero(edges[:, 1:] > edges[:, :-1])
    left, right = edges[rows, columns], edges[rows, columns + 1]
    total, magnitude, allowed = (np.zeros(count) for _ in range(3))
    for halvings in range(MAX_HALVINGS):
        half = 0.5 * (right - left)
        z = 0.5 * (left + right)[:, None] + half[:, None] * NODES
        with np.errstate(all="ignore"):
            values = integrand(rows, z) * np.exp(-0.5 * z * z)
            kronrod = half * (values @ KRONROD)
            disagreement = np.abs(kronrod - half * (values @ GAUSS))
            if halvings == 0:
                magnitude = _row_sums(rows, half * (np.abs(values) @ KRONROD), count)
                if not np.isfinite(magnitude).all():
                    raise _not_finite()
                allowed = DISAGREEMENT * magnitude
                if weights is not None:
                    allowed = np.maximum(allowed, (weights * allowed).max() / weights)
        # At a jump nobody told of, a panel of no width is left in the end: no disagreement.
        open_panels = disagreement > allowed[rows]
        if len(rows) > MAX_PANELS:
            _refuse_if_rough(disagreement, magnitude[rows])
            open_panels[:] = False
        total += _row_sums(rows[~open_panels], kronrod[~open_panels], count)
        if not open_panels.any():
            break
        rows, left, right = rows[open_panels], left[open_panels], right[open_panels]
        middle = 0.5 * (left + right)
        rows, left, right = (
            np.concatenate([rows, rows]),
            np.concatenate([left, middle]),
            np.concatenate([middle, right]),
        )
    ends = np.tile([-END, END], (count, 1))
    with np.errstate(all="ignore"):
        tails = np.abs(integrand(np.arange(count), ends)) * np.exp(-0.5 * END * END)
    # What has not died away at 38 standard deviations never will.
    if (tails.max(axis=1) > 1e-9 * np.maximum(magnitude, VANISHING)).any():
        raise _not_finite()
    return total * INVERSE_SQRT_2PI


def _row_sums(rows: NDArray[np.intp], values: Array, count: int) -> Array:
    return np.bincount(rows, values, count).astype(np.float64, copy=False)


def _not_finite() -> InitlabError:
    return DomainError(
        "The expectation is not finite, or lies beyond 38 standard deviations: the function grows "
        "like a Gaussian falls. Give one that grows more slowly, or a smaller variance."
    )


def _refuse_if_rough(disagreement: Array, magnitude: Array) -> None:
    if (disagreement > TOO_ROUGH * magnitude).any():
        raise DomainError(
            f"The function is too rough to be integrated: it needs more than {MAX_PANELS} panels. "
            "Give a smoother one, fewer variances at a time, or smaller ones."
        )


def panel_edges(std: Array, mean: Array, breaks: Sequence[float]) -> Array:
    """Sorted panel edges in z, one row per pair of std and mean (columns)."""
    near = divided(np.union1d(X_CUTS, np.asarray(breaks, dtype=np.float64)) - mean, std)
    return np.sort(np.concatenate([np.tile(Z_CUTS, (len(std), 1)), near], axis=1), axis=1)


def divided(a: Array, b: Array) -> Array:
    """a / b within ±END; a / 0 is END or −END, 0 / 0 is 0."""
    with np.errstate(all="ignore"):
        return np.clip(np.nan_to_num(a / b, nan=0.0), -END, END)


def checked(function: Function) -> Function:
    """`function`, called on arrays of one dimension, its answer held to be elementwise."""
    name = str(getattr(function, "__name__", "function"))

    def call(x: Array) -> Array:
        flat = x.ravel()
        try:
            values = np.asarray(function(flat), dtype=np.float64)
        except InitlabError:
            raise
        except Exception as error:
            raise UserCodeError(
                f"{name} raised {type(error).__name__} on an array of shape {flat.shape}: "
                f"{error}. Write it elementwise, with NumPy functions."
            ) from error
        if values.shape != flat.shape:
            raise ShapeError(
                f"{name} should return one number for each of {flat.size}; it returned shape "
                f"{values.shape}. Write it elementwise, with NumPy functions."
            )
        wrong = np.isnan(values)
        if wrong.any():
            raise DomainError(
                f"{name} returned NaN at {flat[wrong][0]:g}. "
                "Write it so that it is defined everywhere."
            )
        return values.reshape(x.shape)

    return call


def at_least_0(std: Array) -> None:
    if (std < 0.0).any():
        raise DomainError(f"A standard deviation should be at least 0; got {std.min():g}.")


def finite(values: ArrayLike, label: str) -> Array:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise DomainError(
            f"A {label} should be a number or an array of them; got {type(values).__name__}."
        ) from None
    if not np.isfinite(array).all():
        raise DomainError(f"A {label} should be finite; got {array[~np.isfinite(array)][0]:g}.")
    return array
