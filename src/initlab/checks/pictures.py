"""The pictures of a check: signal and gradient against depth, and the losses of a proof."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from initlab import statistics
from initlab.checks.band import Band, fitting_band, local_band
from initlab.checks.proof import Proof
from initlab.checks.snapshot import Snapshot
from initlab.elementary import Array
from initlab.report import Series, curves, new_figure, to_svg

__all__ = ["gradient_svg", "proof_svg", "signal_svg"]


def signal_svg(snapshot: Snapshot, after: Snapshot | None = None) -> tuple[str, str]:
    """Mean square of the pre-activations, layer by layer; the picture and what it shows."""
    measured = [s.output_mean_square for s in snapshot.signals]
    lines = [_line("measured", measured)]
    caption = "Mean square of each layer's pre-activations on the batch, first layer to last."
    if after is not None:
        lines.append(_line("after the fix", [s.output_mean_square for s in after.signals]))
    fitting = fitting_band(snapshot)
    local = local_band(snapshot)
    if fitting is not None:
        lines.append(_banded("theory", fitting[0]))
        caption += (
            f" Theory: a start that fits this activation, {fitting[2]}, for inputs as large as "
            "these; the band is two standard deviations of networks of this width."
        )
    elif local is not None:
        lines.append(_banded("from the layer's input", local))
        caption += (
            " The band is what each layer's input and weights predict, within two standard errors."
        )
    return _svg(lines, "mean square", "Signal against depth"), caption


def gradient_svg(snapshot: Snapshot, after: Snapshot | None = None) -> tuple[str, str] | None:
    """Mean square of the loss's gradient by the pre-activations; None where there was none."""
    measured = [s.gradient_mean_square for s in snapshot.signals]
    if not any(measured):
        return None
    what = "loss" if snapshot.loss is not None and snapshot.loss.is_users else "output"
    lines = [_line("measured", measured)]
    caption = f"Mean square of the {what}'s gradient by each layer's pre-activations."
    if after is not None and any(s.gradient_mean_square for s in after.signals):
        lines.append(_line("after the fix", [s.gradient_mean_square for s in after.signals]))
    fitting = fitting_band(snapshot)
    if fitting is not None and fitting[1] is not None:
        lines.append(_banded("theory", fitting[1]))
        caption += " Theory starts at the last hidden layer's gradient and goes back from there."
    return _svg(lines, "mean square", "Gradient against depth"), caption


def proof_svg(proof: Proof) -> str:
    """Both losses against steps: median and range over the seeds."""
    lines = [_losses("as given", proof.before), _losses("after the fix", proof.after)]
    figure = new_figure(7.2, 3.6)
    curves(figure.subplots(), lines, x_label="steps", y_label="loss", log_y=_spans(proof))
    return to_svg(figure, title="Loss before and after", description=proof.sentence)


def _spans(proof: Proof) -> bool:
    """Whether the losses are positive and far enough apart for a logarithmic axis."""
    losses = np.concatenate([proof.before.ravel(), proof.after.ravel()])
    seen = losses[np.isfinite(losses)]
    return bool(seen.size and seen.min() > 0 and seen.max() > 10 * seen.min())


def _losses(label: str, losses: Array) -> Series:
    middle = statistics.quantile(losses, 0.5)
    x = np.arange(len(middle))
    if len(losses) == 1:
        return Series(label, x, middle)
    return Series(label, x, middle, low=losses.min(0), high=losses.max(0))


def _line(label: str, values: Sequence[float | None]) -> Series:
    y = [np.nan if value is None else value for value in values]
    return Series(label, np.arange(1, len(y) + 1), y)


def _banded(label: str, band: Band) -> Series:
    return Series(label, band.steps, band.middle, low=band.low, high=band.high)


def _svg(lines: Sequence[Series], y_label: str, title: str) -> str:
    figure = new_figure(4.6, 3.2)
    curves(figure.subplots(), lines, x_label="layer", y_label=y_label, title=title, log_y=True)
    names = ", ".join(line.label for line in lines)
    return to_svg(figure, title=title, description=f"One line each: {names}.")
