"""What a measured start found and did."""

from __future__ import annotations

from dataclasses import dataclass

from initlab.torch.report import Report, table


@dataclass(frozen=True)
class MeasuredLayer:
    """One weight: the number the scheme watches before and after, and the passes it took."""

    name: str
    before: float
    after: float
    passes: int


@dataclass(frozen=True)
class Measurement:
    """A measured start that converged; `print` it for a table."""

    quantity: str  # what `before` and `after` are
    layers: tuple[MeasuredLayer, ...]
    unmeasured: tuple[str, ...]  # weights left as the plan drew them: their outputs are not seen
    report: Report  # of the plan it began with

    def __str__(self) -> str:
        rows = [("weight", f"{self.quantity} before", "after", "passes")]
        rows += [(m.name, f"{m.before:.4g}", f"{m.after:.4g}", str(m.passes)) for m in self.layers]
        unseen = f"\nnot measured: {', '.join(self.unmeasured)}" if self.unmeasured else ""
        return table(rows) + unseen
