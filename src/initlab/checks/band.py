"""What theory expects of a plain chain of dense layers, as bands for the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from initlab import theory
from initlab.activations import names
from initlab.checks.snapshot import Signal, Snapshot
from initlab.elementary import Array
from initlab.errors import InitlabError

__all__ = ["Band", "fitting_band", "local_band"]

STANDARD_ERRORS = 2.0


@dataclass(frozen=True, eq=False)
class Band:
    """A mean square for each application of a weight, with two standard errors either way."""

    steps: Array  # counted from 1
    middle: Array
    low: Array
    high: Array


def local_band(snapshot: Snapshot) -> Band | None:
    """Each layer's mean square from its input's and its weights', with what chance may add."""
    known = [
        (step, s.predicted_mean_square, s.predicted_error or 0.0)
        for step, s in enumerate(snapshot.signals, 1)
        if s.predicted_mean_square is not None and isfinite(s.predicted_mean_square)
    ]
    if not known:
        return None
    steps, middle, error = np.array(known, dtype=np.float64).T
    spread = STANDARD_ERRORS * error
    return Band(steps, middle, middle * np.maximum(1.0 - spread, 0.0), middle * (1.0 + spread))


def fitting_band(snapshot: Snapshot) -> tuple[Band, Band | None, str] | None:
    """Signal and gradient of a start that fits: its first layer measured, the rest from theory.

    Returns: the two bands and what the start is, or None where the model is no plain chain of
        dense layers with one activation, or no theory is known for it.
    """
    hidden = _plain_chain(snapshot)
    if hidden is None:
        return None
    activation = hidden[0].activation
    assert activation is not None
    try:
        start = theory.recommend(activation, len(hidden))
        block = theory.Block(activation, start.weight_var, start.bias_var)
        first = hidden[0].input_mean_square * start.weight_var + start.bias_var
        layers = theory.profile(block, [s.units for s in hidden], first)
    except InitlabError:
        return None
    steps = np.arange(1.0, len(hidden) + 1.0)
    signal = _around(steps, layers.variance, layers.variance_log_std)
    last = hidden[-1].gradient_mean_square
    gradient = None
    if last is not None and isfinite(last) and last > 0:
        gradient = _around(steps, last * layers.gradient, layers.gradient_log_std)
    return signal, gradient, f"n_in · Var[W] = {start.weight_var:.4g}"


def _around(steps: Array, middle: Array, log_std: Array) -> Band:
    factor = np.exp(STANDARD_ERRORS * log_std)
    return Band(steps, middle, middle / factor, middle * factor)


def _plain_chain(snapshot: Snapshot) -> list[Signal] | None:
    """The hidden layers of a model that is dense, activation, dense, … and nothing else."""
    hidden = [s for s in snapshot.signals if not s.is_output]
    plain = (
        len(hidden) >= 2
        and not snapshot.additions
        and all(s.operation == "dense" and not s.normalized_next for s in snapshot.signals)
        and len({s.activation for s in hidden}) == 1
        and hidden[0].activation in names()
        and len({s.weight for s in hidden}) == len(hidden)
        and hidden[0].input_mean_square > 0
    )
    return hidden if plain else None
