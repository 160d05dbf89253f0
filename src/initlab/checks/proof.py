"""Training before and after a fix: the losses, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np

from initlab import statistics
from initlab.elementary import Array

__all__ = ["Proof"]


@dataclass(frozen=True, eq=False)
class Proof:
    """Losses of shape (seeds, steps + 1), the first before any step; a run that diverged is ∞."""

    before: Array
    after: Array
    learning_rate: float
    recreated: bool  # whether "before" is the factory's model for each seed, or one model

    @property
    def steps(self) -> int:
        """How often the weights were updated."""
        return self.after.shape[1] - 1

    @property
    def sentence(self) -> str:
        """Both losses at the end, with their ranges over the seeds."""
        seeds = len(self.after)
        return (
            f"After {self.steps} {'step' if self.steps == 1 else 'steps'} of gradient descent at "
            f"learning rate {self.learning_rate:g} the loss is {_spread(self.before)} as given and "
            f"{_spread(self.after)} after the fix ({seeds} {'seed' if seeds == 1 else 'seeds'})."
        )

    def to_json(self) -> dict[str, Any]:
        """Every loss; None where a run had diverged."""

        def rows(losses: Array) -> list[list[float | None]]:
            return [[v if isfinite(v) else None for v in row] for row in losses.tolist()]

        return {
            "steps": self.steps,
            "learning_rate": self.learning_rate,
            "before": rows(self.before),
            "after": rows(self.after),
        }


def _spread(losses: Array) -> str:
    """The median of the last losses, and their range."""
    last = np.where(np.isfinite(losses[:, -1]), losses[:, -1], inf)
    middle = float(statistics.quantile(last, 0.5))
    low, high = float(last.min()), float(last.max())
    shown = [f"{value:.4g}" if isfinite(value) else "not finite" for value in (middle, low, high)]
    return shown[0] if shown[1] == shown[2] else f"{shown[0]} ({shown[1]} to {shown[2]})"
