"""Whether a run learned, and if not why: one cause, from what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, log

import numpy as np

from initlab.datasets import Dataset
from initlab.networks import Observation, Spec
from initlab.study.training import Result

# A run has learned if it has got rid of this share of the know-nothing cost.
LEARNED = 0.05
# A first cost so many times log(classes), the cost of an undecided network, is overconfident.
OVERCONFIDENT = 3.0
# A mean square of ±1-bounded activations from which on most units sit at their bounds.
AT_THE_BOUND = 0.9
# A last hidden layer whose mean square starts below this carries next to nothing.
FADED = 1e-4
# Features with a mean square above this are what saturates a network of ordinary weights.
UNSCALED = 10.0


@dataclass(frozen=True)
class Diagnosis:
    """Whether the network learned, and what to say of it: a cause, or nothing."""

    learned: bool
    cause: str  # diverged, symmetric, silent, saturated, faded, stuck; "" for none
    sentence: str


def know_nothing_cost(dataset: Dataset, loss: str) -> float:
    """The least cost of any output that is the same for every example.

    For an entropy that is each class's share, for the squared loss the mean label.

    >>> from initlab import datasets
    >>> round(know_nothing_cost(datasets.load("circles"), "binary"), 6)
    0.693147
    """
    if loss == "squared":
        return 0.5 * float(np.var(dataset.train_y))
    share = np.bincount(dataset.train_y) / dataset.train_y.size
    share = share[share > 0]
    return float(-(share * np.log(share)).sum())


def has_learned(result: Result, dataset: Dataset) -> bool:
    """Whether the run ended clearly below the know-nothing cost."""
    chance = know_nothing_cost(dataset, result.run.loss)
    return result.outcome.final_cost < (1 - LEARNED) * chance


def diagnose(result: Result, dataset: Dataset) -> Diagnosis:
    """What explains a run, the earliest cause in training first."""
    outcome, spec = result.outcome, result.run
    first = outcome.history[0] if outcome.history else outcome.final
    if outcome.diverged_at is not None:
        return Diagnosis(
            False,
            "diverged",
            f"diverged: layer {outcome.diverged_layer} is no longer finite "
            f"after update {outcome.diverged_at:,}",
        )
    if not isfinite(outcome.final.cost):
        return Diagnosis(False, "diverged", "diverged: the cost is not finite")
    learned = has_learned(result, dataset)
    cause, sentence = _symmetric(result) or _overconfident(spec, first, dataset) or ("", "")
    if not learned:
        if not cause:
            cause, sentence = (
                _silent(spec, first, outcome.final)
                or _saturated(spec, first, dataset)
                or _faded(spec, first)
                or ("stuck", "has hardly learned")
            )
        if cause != "symmetric":
            sentence += f", cost still {amount(outcome.final.cost)}"
    return Diagnosis(learned, cause, sentence)


def _symmetric(result: Result) -> tuple[str, str] | None:
    """All units of a hidden layer have stayed the same one."""
    layers = result.outcome.parameters
    for number, (layer, following) in enumerate(pairwise(layers), 1):
        same = (layer.weights == layer.weights[0]).all() and (layer.biases == layer.biases[0]).all()
        same_use = (following.weights == following.weights[:, :1]).all()
        if len(layer.weights) > 1 and same and same_use:
            reaches = result.outcome.final.gradient_norm[0] > 0
            return "symmetric", (
                f"fails to break symmetry: all units of layer {number} stay equal"
                + ("" if reaches else ", and no gradient reaches W1")
            )
    return None


def _overconfident(spec: Spec, first: Observation, dataset: Dataset) -> tuple[str, str] | None:
    """The first cost is far above that of an undecided network."""
    if spec.loss == "squared" or first.cost <= OVERCONFIDENT * log(dataset.classes):
        return None
    output = "sigmoid" if spec.loss == "binary" else "softmax"
    return "saturated", (
        f"{_too_large(dataset)}: {output} saturated at the start: cost {amount(first.cost)}"
    )


def _silent(spec: Spec, *observations: Observation) -> tuple[str, str] | None:
    """A hidden layer is 0 for every example, at the start or at the end."""
    for observation in observations:
        for number, share in enumerate(observation.silent_share[:-1], 1):
            if share == 1.0:
                when = f"after {observation.iteration:,} updates" if observation.iteration else ""
                return "silent", (
                    f"all units of layer {number} are silent {when or 'at the start'}: "
                    "0 for every example, so nothing passes"
                )
    return None


def _saturated(spec: Spec, first: Observation, dataset: Dataset) -> tuple[str, str] | None:
    """The units of a bounded activation sit at their bounds."""
    highest = max(first.mean_square[:-1], default=0.0)
    if spec.activation not in ("tanh", "hard_tanh") or highest <= AT_THE_BOUND:
        return None
    return "saturated", (
        f"{_too_large(dataset)}: {spec.activation} saturated at the start "
        f"(mean square {amount(highest)})"
    )


def _faded(spec: Spec, first: Observation) -> tuple[str, str] | None:
    """Next to nothing arrives at the last hidden layer."""
    if not spec.hidden or first.mean_square[-2] >= FADED:
        return None
    return "faded", (
        f"weights too small: the signal fades to {first.mean_square[-2]:.0e} "
        f"by layer {len(spec.hidden)}"
    )


def _too_large(dataset: Dataset) -> str:
    scale = float(np.mean(dataset.train_x**2))
    return "inputs not scaled" if scale > UNSCALED else "weights too large"


def amount(value: float) -> str:
    """A number for people: three significant digits, thousands separated.

    >>> amount(1773.58), amount(0.0659), amount(1.0), amount(999.7), amount(1e12)
    ('1,774', '0.0659', '1.00', '1,000', '1e+12')
    """
    if not isfinite(value) or abs(value) >= 1e6:
        return f"{value:.3g}"
    if abs(value) >= 99.95:
        return f"{value:,.0f}"
    return f"{value:#.3g}"
