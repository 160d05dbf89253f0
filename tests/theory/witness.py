"""Integrals by other means: fixed Gauss–Legendre panels, and functions to integrate."""

from __future__ import annotations

import numpy as np
from scipy.special import erf

from initlab import activations
from initlab.activations import wrap
from initlab.activations.own import breaks

OWN = (
    wrap(np.arctan, lambda z: 1 / (1 + z * z)),
    wrap(lambda z: z**3 - z, lambda z: 3 * z * z - 1, name="cubic"),
    wrap(lambda z: np.exp(-z * z), lambda z: -2 * z * np.exp(-z * z), name="bump"),
    wrap(lambda z: np.abs(z - 0.4), lambda z: np.sign(z - 0.4), kinks=(0.4,), name="vee"),
    wrap(erf, lambda z: 2 / np.sqrt(np.pi) * np.exp(-z * z)),
    wrap(lambda z: z + (z > 1), lambda z: np.ones_like(z), jumps=(1.0,), name="stair"),
)
EVERY = (*activations.ALL, *OWN)
END = 9.0  # what is beyond has a probability of 2e-19
SHORT, WEIGHTS = np.polynomial.legendre.leggauss(10)


def value(entry):
    return entry.value


def slope(entry):
    return lambda x: entry.slope(x, entry.value(x))


def cuts(entry):
    """Kinks, jumps, and where some activations have a jump of their curvature."""
    return np.array([*breaks(entry), -1.0, 0.0, 1.0])


def panels(cuts, width):
    """Nodes and weights on |z| ≤ END: panels no wider than `width`, none across a cut."""
    edges = np.unique(np.r_[np.arange(-END, END + width, width).clip(-END, END), cuts])
    edges = edges[np.abs(edges) <= END]
    half = np.diff(edges) / 2
    z = (edges[:-1] + half)[:, None] + half[:, None] * SHORT
    return z.ravel(), (half[:, None] * WEIGHTS).ravel()


def mean(entry, function, q):
    """E[function(√q z)], with panels a quarter as wide as anything an activation does."""
    std = np.sqrt(q)
    near = cuts(entry) / std
    z, weights = panels(np.r_[near, -near], min(0.5, 0.25 / std))
    return float(np.sum(weights * function(std * z) * np.exp(-z * z / 2)) / np.sqrt(2 * np.pi))


def product_mean(entry, function, q, c):
    """E[function(u) function(v)]: u on panels, and v given u on panels cut where u puts them."""
    std, rest = np.sqrt(q), np.sqrt(1 - c * c)
    kinks = cuts(entry) / std
    bends = (kinks[:, None] / c + np.arange(-6, 7) * rest / c).ravel()
    z, weights = panels(np.r_[kinks, bends], 0.6)
    inner = np.empty_like(z)
    # z₂ = (kink − c z) / rest is where v reaches the kink; one list of nodes per z.
    for start in range(0, len(z), 64):
        some = z[start : start + 64]
        grid = np.broadcast_to(np.arange(-END, END + 0.1, 0.75), (len(some), 25))
        edges = np.concatenate([grid, (kinks - c * some[:, None]) / rest], axis=1)
        edges = np.sort(edges.clip(-END, END), axis=1)
        half = np.diff(edges, axis=1)[:, :, None] / 2
        y = edges[:, :-1, None] + half + half * SHORT
        v = std * (c * some[:, None, None] + rest * y)
        flat = function(v.ravel()).reshape(v.shape)
        inner[start : start + 64] = np.sum(half * WEIGHTS * flat * np.exp(-y * y / 2), axis=(1, 2))
    outer = weights * function(std * z) * np.exp(-z * z / 2)
    return float(np.sum(outer * inner) / (2 * np.pi))
