"""How far a study is, read from its store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from initlab.study.record import Record
from initlab.study.store import Damage, Store


@dataclass(frozen=True)
class Status:
    """How many runs of a plan are there, and how they ended."""

    runs: int
    cells: int
    saved: int
    diverged: int
    damaged: int
    varied: tuple[tuple[str, int], ...]  # each varied setting, and how many values it takes

    def to_json(self) -> dict[str, Any]:
        """All of it, ready for `json.dumps`."""
        return {"schema": 1, **vars(self), "varied": dict(self.varied)}

    def __str__(self) -> str:
        varied = ", ".join(f"{count} of {name}" for name, count in self.varied) or "nothing"
        lines = [
            f"{self.saved:,} of {self.runs:,} runs saved, {self.diverged:,} of them diverged.",
            f"{self.cells:,} cells; varied: {varied}.",
        ]
        if self.damaged:
            lines.append(
                f"{self.damaged:,} runs are damaged; going on with the study trains them again."
            )
        return "\n".join(lines)


def status(store: Store) -> Status:
    """How far the study of `store` is, by its newest plan."""
    plan = store.plan
    saved = diverged = damaged = 0
    for cell in plan.cells:
        for found in store.heads(plan.ids(cell)):
            saved += isinstance(found, Record)
            diverged += isinstance(found, Record) and found.diverged_at is not None
            damaged += isinstance(found, Damage)
    return Status(
        plan.runs,
        len(plan.cells),
        saved,
        diverged,
        damaged,
        tuple((axis.name, len(axis.values)) for axis in plan.varied),
    )
