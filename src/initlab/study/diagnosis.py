"""Why a run ended as it did: one cause, from what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from initlab.datasets import Dataset
from initlab.study.runner import Result

Cause = Literal["diverged", "symmetric", "saturated", "faded", "stuck", "learned"]

# A first cost this many times that of knowing only how frequent the classes are is too confident.
OVERCONFIDENT = 3.0
# A mean square of ±1-bounded activations from which on most units sit at their bounds.
AT_THE_BOUND = 0.9
# A last hidden layer whose mean square starts below this carries next to nothing.
FADED = 1e-4
# The share of the know-nothing cost that has to go for a run to count as having learned.
LEARNED = 0.05


@dataclass(frozen=True)
class Diagnosis:
    """A cause, and a sentence that names it with its number."""

    cause: Cause
    sentence: str

    @property
    def failed(self) -> bool:
        """Whether the network learned nothing."""
        return self.cause in ("diverged", "symmetric", "faded", "stuck")


def know_nothing_cost(dataset: Dataset) -> float:
    """Cost of predicting each class with its share of the training examples, in nats.

    >>> from initlab import datasets
    >>> round(know_nothing_cost(datasets.load("circles")), 6)
    0.693147
    """
    share = np.bincount(dataset.train_y) / dataset.train_y.size
    share = share[share > 0]
    return float(-(share * np.log(share)).sum())


def diagnose(result: Result, dataset: Dataset) -> Diagnosis:
    """The cause that explains a run, the earliest in training first."""
    outcome, spec = result.outcome, result.run
    first = outcome.history[0] if outcome.history else outcome.final
    chance = know_nothing_cost(dataset)
    if outcome.diverged_at is not None:
        return Diagnosis(
            "diverged",
            f"diverged: layer {outcome.diverged_layer} is no longer finite "
            f"after update {outcome.diverged_at:,}",
        )
    learned = outcome.final.cost < (1 - LEARNED) * min(chance, first.cost)
    equal = equal_layer(result)
    if equal is not None:
        return Diagnosis(
            "symmetric",
            f"fails to break symmetry: all units of layer {equal} stay equal"
            + ("" if outcome.final.gradient_norm[0] > 0 else ", and no gradient reaches W1"),
        )
    if spec.loss != "squared" and first.cost > OVERCONFIDENT * chance:
        output = "sigmoid" if spec.loss == "binary" else "softmax"
        return Diagnosis(
            "saturated",
            f"weights too large: {output} saturated at the start: cost {amount(first.cost)}",
        )
    if not learned:
        if spec.activation in ("tanh", "hard_tanh") and max(first.mean_square[:-1]) > AT_THE_BOUND:
            return Diagnosis(
                "saturated",
                f"weights too large: {spec.activation} saturated at the start "
                f"(mean square {amount(max(first.mean_square[:-1]))}), "
                f"cost still {amount(outcome.final.cost)}",
            )
        last_hidden = first.mean_square[-2] if spec.hidden else 1.0
        if last_hidden < FADED:
            return Diagnosis(
                "faded",
                f"weights too small: the signal fades to {last_hidden:.0e} by layer "
                f"{len(spec.hidden)}, cost still {amount(outcome.final.cost)}",
            )
        return Diagnosis("stuck", f"has not learned: cost still {amount(outcome.final.cost)}")
    return Diagnosis("learned", "learns")


def equal_layer(result: Result) -> int | None:
    """The first hidden layer, from 1, whose units have all stayed the same one."""
    layers = result.outcome.parameters
    for number, (layer, following) in enumerate(pairwise(layers), 1):
        same = (layer.weights == layer.weights[0]).all() and (layer.biases == layer.biases[0]).all()
        same_use = (following.weights == following.weights[:, :1]).all()
        if len(layer.weights) > 1 and same and same_use:
            return number
    return None


def amount(value: float) -> str:
    """A cost for people: three significant digits, thousands separated.

    >>> amount(1773.58), amount(0.0659)
    ('1,774', '0.0659')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:#.3g}"
