"""What a training run leaves: measurements, the last finite parameters, and whether it diverged."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, isfinite

from initlab.initializers import Parameters
from initlab.networks.history import History, Observation


@dataclass(frozen=True)
class Outcome:
    """The end of one run. A run that diverged is a result like any other."""

    history: History
    final: Observation  # after the last update that left every parameter finite
    parameters: Parameters = field(repr=False)  # the same state's
    diverged_at: int | None = None  # the update, counted from 1, that made a parameter not finite
    diverged_layer: int | None = None  # the first such layer, counted from 1

    @property
    def final_cost(self) -> float:
        """Cost after the last update; inf if that or a parameter is not finite: it ranks last."""
        finite = self.diverged_at is None and isfinite(self.final.cost)
        return self.final.cost if finite else inf

    @property
    def train_accuracy(self) -> float | None:
        """Share of training examples right after the last update; None if it diverged."""
        return self.final.train_accuracy if self.diverged_at is None else None

    @property
    def test_accuracy(self) -> float | None:
        """The same on the test examples, where there are any."""
        return self.final.test_accuracy if self.diverged_at is None else None
