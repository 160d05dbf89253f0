"""The forward pass as rows for a table: one per layer, long runs of alike layers as three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite, log10

from initlab.checks.judgement import SEVERITIES, Judgement
from initlab.checks.snapshot import Signal, Snapshot

__all__ = ["BAR", "LayerRow", "bar", "layer_rows"]

MARKS = {"error": "✗", "warning": "!", "note": "i"}
RUN = 5  # so many alike layers in a row and more are shown by the first and the last
BAR = 8  # characters
DECADES = 2.0  # the least a full bar spans, so that noise does not look like a trend


@dataclass(frozen=True)
class LayerRow:
    """One application of a weight, or `count` > 0 alike ones that are left out."""

    name: str
    shape: str
    signal: float | None  # mean square of the pre-activations
    gradient: float | None
    codes: str  # of the findings that lie here
    mark: str
    count: int = 0


def layer_rows(
    snapshot: Snapshot, judgement: Judgement, *, collapse: bool = True
) -> list[LayerRow]:
    """A row for each application of a weight, in the order of the forward pass."""
    marks = _marks(snapshot, judgement)
    rows = [(signal, _row(snapshot, signal, marks)) for signal in snapshot.signals]
    if not collapse:
        return [row for _, row in rows]
    shown: list[LayerRow] = []
    for _, group in groupby(rows, key=lambda pair: _likeness(*pair)):
        run = [row for _, row in group]
        if len(run) >= RUN:
            left = len(run) - 2
            gap = LayerRow(f"… {left} alike …", "", None, None, "", run[0].mark, count=left)
            run = [run[0], gap, run[-1]]
        shown += run
    return shown


def bar(value: float | None, values: Sequence[float | None]) -> str:
    """`value` among `values` on a logarithmic scale, as a bar of at most `BAR` characters.

    >>> bar(1.0, [1e-4, 1.0]), bar(1e-2, [1e-4, 1.0]), bar(None, [1.0])
    ('████████', '████', '')
    """
    if value is None or not value > 0 or not isfinite(value):
        return ""
    logs = [log10(v) for v in values if v is not None and v > 0 and isfinite(v)]
    high = max(logs)
    low = min(*logs, high - DECADES)
    eighths = round(8 * BAR * (log10(value) - low) / (high - low))
    whole, rest = divmod(max(eighths, 1), 8)
    return "█" * whole + (" ▏▎▍▌▋▊▉"[rest] if rest else "")


def _row(snapshot: Snapshot, signal: Signal, marks: dict[str, list[tuple[str, str]]]) -> LayerRow:
    found = marks.get(signal.weight, []) or marks.get(signal.layer, [])
    codes = list(dict.fromkeys(code for code, _ in found))
    severity = min((s for _, s in found), key=SEVERITIES.index, default=None)
    shape = next((w.shape for w in snapshot.weights if w.name == signal.weight), ())
    return LayerRow(
        signal.layer or signal.weight,
        "×".join(map(str, shape)),
        signal.output_mean_square,
        signal.gradient_mean_square,
        ", ".join(codes),
        MARKS[severity] if severity else "✓",
    )


def _marks(snapshot: Snapshot, judgement: Judgement) -> dict[str, list[tuple[str, str]]]:
    """Codes and severities of the findings, by the weights they are about or would repair."""
    biases = {w.name for w in snapshot.weights if w.kind == "bias"}
    marks: dict[str, list[tuple[str, str]]] = {}
    for finding in judgement.findings:
        names = {finding.weight or finding.layer}
        names |= {repair.weight for repair in finding.repairs} - biases
        for name in filter(None, names):
            marks.setdefault(name, []).append((finding.code, finding.severity))
    return marks


def _likeness(signal: Signal, row: LayerRow) -> tuple[object, ...]:
    return (
        signal.operation,
        row.shape,
        signal.activation,
        signal.normalized_next,
        row.codes,
        isfinite(signal.output_mean_square),
    )
