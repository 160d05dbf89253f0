"""Hermite coefficients of a function under a Gaussian, on a fixed grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from initlab.quadrature.kronrod import KRONROD, NODES
from initlab.quadrature.line import (
    END,
    INVERSE_SQRT_2PI,
    Array,
    Function,
    panel_edges,
    weighted_expectation,
)

TERMS = 200
# h_199 waves with a wave number of at most √200: 7 radians on half a panel of this grid, where
# the Kronrod rule, exact to degree 31, errs by about 3.5³² / 32! = 1e-18.
GRID = np.linspace(-END, END, 77)
RESOLVED = 1e-12
BLOCK = 32  # rows at a time


class Coefficients(NamedTuple):
    """f(std · z) = Σ_k terms[k] h_k(z), cut after `TERMS`; one row per std."""

    terms: Array  # (rows, TERMS)
    mean_square: Array  # E[f²] = Σ terms² of the uncut series
    resolved: NDArray[np.bool_]  # the grid resolves f, its E[f²] is the adaptive one

    @property
    def rest(self) -> Array:
        """Σ terms² of what is cut off."""
        return np.maximum(self.mean_square - np.sum(self.terms**2, axis=1), 0.0)


def hermite(function: Function, stds: Array, breaks: Sequence[float]) -> Coefficients:
    """E[f(std · z) h_k(z)], h_k the Hermite polynomials of E[h_j h_k] = 1 if j = k, else 0."""
    exact = weighted_expectation(lambda x: function(x) ** 2, stds, np.zeros_like(stds), breaks)
    terms, found = np.empty((len(stds), TERMS)), np.empty(len(stds))
    for start in range(0, len(stds), BLOCK):
        block = slice(start, start + BLOCK)
        terms[block], found[block] = _on_the_grid(function, stds[block, None], breaks)
    return Coefficients(terms, exact, np.abs(found - exact) <= RESOLVED * exact)


def _on_the_grid(function: Function, std: Array, breaks: Sequence[float]) -> tuple[Array, Array]:
    cuts = panel_edges(std, np.zeros_like(std), breaks)
    edges = np.sort(np.concatenate([cuts, np.tile(GRID, (len(std), 1))], axis=1), axis=1)
    half = 0.5 * np.diff(edges, axis=1)[:, :, None]
    z = (edges[:, :-1, None] + half + half * NODES).reshape(len(std), -1)
    # h_k and f each take a root of the Gaussian along, so that neither leaves double precision.
    root = np.exp(-0.25 * z * z)
    with np.errstate(all="ignore"):
        values = root * function(std * z)
        weighted = INVERSE_SQRT_2PI * (half * KRONROD).reshape(z.shape) * values
        mean_square = np.sum(weighted * values, axis=1)
    terms = np.empty((len(std), TERMS))
    before, now = np.zeros_like(z), root
    for k in range(TERMS):
        terms[:, k] = np.einsum("rn,rn->r", weighted, now)
        before, now = now, (z * now - np.sqrt(k) * before) / np.sqrt(k + 1)
    return terms, mean_square
