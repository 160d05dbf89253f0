"""`initlab theory --report`: the theory of one activation as a page, with networks beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from math import isfinite

import numpy as np

from initlab import __version__
from initlab.errors import DomainError
from initlab.report import Page, Picture, Section, Table, Text
from initlab.report.numerals import number
from initlab.study import theory_pictures as pictures
from initlab.study.random_networks import Measured, measure
from initlab.study.theory_summary import Summary
from initlab.study.theory_text import fact_rows

MEASURED_WIDTH = 256
NETWORKS = 20
DEEPEST = 40  # layers that are measured; deeper networks take too long for a report


def theory_page(summary: Summary, progress: Callable[[float], None] = lambda done: None) -> Page:
    """The report of `initlab theory`.

    Args:
        summary: what to show.
        progress: called with the share done.
    """
    measured = _networks(summary, progress)
    return Page(
        title=f"Deep networks of {summary.name} at the start",
        verdict=summary.verdict,
        sections=[
            Section("In numbers", [Table(("", ""), fact_rows(summary), _notation())]),
            Section("Phase diagram", [_phase(summary)]),
            Section("Layer by layer", _layers(summary, measured)),
            Section("Depth scales", [_scales(summary)]),
        ],
        footer=f"initlab {__version__}",
    )


def _networks(summary: Summary, progress: Callable[[float], None]) -> Measured | None:
    """Random networks of the same start, a few at a time; None where there can be none."""
    depth = len(summary.layers)
    if not 1 < depth <= DEEPEST or not isfinite(summary.c):
        return None
    parts = []
    for part in range(4):
        try:
            parts.append(
                measure(
                    summary.block, MEASURED_WIDTH, depth, NETWORKS // 4, summary.q, summary.c, part
                )
            )
        except DomainError:  # σ_w² = 0: no input reaches the first layer
            return None
        progress((part + 1) / 4)
    together = Measured(*map(np.concatenate, zip(*map(astuple, parts), strict=True)))
    whole = all(np.isfinite(array).all() and array.any() for array in astuple(together))
    return together if whole else None


def _notation() -> str:
    return (
        "σ_w² is inputs × variance of a weight, σ_b² the variance of a bias; q is the variance of "
        "pre-activations, c their correlation between two inputs, χ₁ the growth of a gradient's "
        "mean square per layer, * marks where they settle, ξ is a number of layers."
    )


def _phase(summary: Summary) -> Picture:
    caption = (
        "Growth of gradients per layer where the variance settles. Blue is order: inputs grow "
        "alike and gradients vanish. Red is chaos: inputs part and gradients explode; colours end "
        "at a factor of e. The dark line is the edge of chaos, the white dot the chosen start. "
        "Grey: the variance grows without end."
    )
    return Picture(pictures.phase_svg(summary), caption)


def _layers(summary: Summary, measured: Measured | None) -> list[Picture | Text]:
    if len(summary.layers) < 2:
        return [Text("One layer: there is nothing to follow.")]
    beside = (
        f" Dots are the median of {NETWORKS} random networks of width {MEASURED_WIDTH}, bars hold "
        "95 % of them"
        if measured is not None
        else ""
    )
    band = f"{beside}; the band is where theory expects 95 % at this width." if beside else ""
    data = Table(
        ("Layer", "q", "c", "χ", "Gradient²"),
        [(x.layer, x.q, _cell(x.c), x.chi, _cell(x.gradient)) for x in summary.layers],
        "What theory expects in each layer",
    )
    shown: list[Picture | Text] = []
    if measured is None:
        shown.append(Text(_unmeasured(summary)))
    return [
        *shown,
        Picture(
            pictures.variance_svg(summary, measured, MEASURED_WIDTH),
            f"Variance of the pre-activations, layer by layer, from q = {number(summary.q)}."
            + band,
            data,
        ),
        Picture(
            pictures.correlation_svg(summary, measured),
            "Correlation of two inputs that have none to begin with; the line is for infinite "
            f"width.{beside}{'.' if beside else ''}",
        ),
        Picture(
            pictures.gradient_svg(summary, measured, MEASURED_WIDTH),
            "Mean square of the loss's gradient by a layer's pre-activations, relative to the last "
            f"hidden layer.{band}",
        ),
    ]


def _unmeasured(summary: Summary) -> str:
    if len(summary.layers) > DEEPEST:
        return f"Networks are measured up to {DEEPEST} layers; these are theory alone."
    return "No networks were measured: at this start they have no signal, or overflow."


def _scales(summary: Summary) -> Picture:
    return Picture(
        pictures.scales_svg(summary),
        "Layers over which a deviation of the variance, of the correlation, and a gradient change "
        f"by e, at σ_b² = {number(summary.block.bias_var)}. A network much deeper than ξ_c "
        "sees all inputs alike, or no two of them: where ξ_c peaks is the edge of chaos.",
    )


def _cell(value: float) -> float | None:
    return value if isfinite(value) else None
