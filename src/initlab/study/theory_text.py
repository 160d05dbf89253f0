"""What `initlab theory` prints: the facts of a summary, and its layers as a table."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from initlab.report.numerals import number
from initlab.study.columns import two_columns
from initlab.study.theory_summary import LayerTheory, Summary

FULL = 12  # layers shown without leaving any out


def summary_renderable(summary: Summary) -> RenderableType:
    """Verdict, facts and layers for a Rich console."""
    facts = two_columns()
    for word, text in fact_rows(summary):
        facts.add_row(Text(word, style="dim"), Text(text))
    layers = Table(title=f"{summary.depth} layers, input side first", title_justify="left")
    for column in ("Layer", "q", "c", "χ", "Gradient²"):
        layers.add_column(column, justify="right")
    for layer in _abbreviated(summary.layers):
        if layer is None:
            layers.add_row(*"……………")
        else:
            numbers = (layer.q, layer.c, layer.chi, layer.gradient)
            layers.add_row(str(layer.layer), *(number(x) for x in numbers))
    return Group(Text(summary.verdict, style="bold"), "", facts, "", layers)


def fact_rows(summary: Summary) -> list[tuple[str, str]]:
    """Names and values, as the terminal and the page show them."""
    rows = [
        (
            "gains",
            f"forward {number(summary.forward_gain, 7)}, backward "
            f"{number(summary.backward_gain, 7)} (σ_w that keeps variance 1)",
        ),
        ("edge of chaos", _edge(summary)),
        ("fixed point", _point(summary)),
    ]
    if summary.scales is not None:
        scales = summary.scales
        rows.append(
            (
                "depth scales",
                f"ξ_q = {number(scales.variance_depth, 6)} layers, "
                f"ξ_c = {number(scales.correlation_depth, 6)} layers, "
                f"gradients {number(scales.gradient_depth, 6)} layers",
            )
        )
    advice = summary.recommendation
    return [
        *rows,
        ("half-stable", _half_stable(summary)),
        (
            f"for {advice.depth} layers",
            f"σ_w² = {number(advice.weight_var, 7)}, σ_b² = {number(advice.bias_var, 6)}: "
            f"{advice.reason}",
        ),
    ]


def _edge(summary: Summary) -> str:
    at, critical = f"at σ_b² = {number(summary.block.bias_var, 6)}", summary.critical
    if critical is None:
        return f"none {at}: no σ_w² has χ₁ = 1 at a fixed point"
    if critical.stability == "neutral":
        return f"σ_w² = {number(critical.weight_var, 7)} {at}, at every q"
    stays = "" if critical.stability == "stable" else f", which is {critical.stability}"
    return f"σ_w² = {number(critical.weight_var, 7)} {at}, q* = {number(critical.q, 6)}{stays}"


def _point(summary: Summary) -> str:
    point, scales = summary.settled, summary.scales
    if point is None:
        return f"none is reached from q = {number(summary.q)}: the variance grows"
    text = f"q* = {number(point.q, 6)}, χ₁ = {number(point.chi, 7)}"
    if scales is None:
        return f"{text}; without variance there is no correlation"
    return f"{text}, c* = {number(scales.c, 6)} ({scales.phase})"


def _half_stable(summary: Summary) -> str:
    if summary.half_stable:
        return "; ".join(
            f"σ_w² = {number(h.weight_var, 7)}, σ_b² = {number(h.bias_var, 6)}, "
            f"q = {number(h.q, 6)}"
            for h in summary.half_stable
        )
    if summary.recommendation.kind == "homogeneous":
        return "none: on the edge every q is kept"
    return f"none: {summary.name} has no q > 0 where χ₁ = 1 and dq'/dq = 1 at once"


def _abbreviated(layers: tuple[LayerTheory, ...]) -> list[LayerTheory | None]:
    if len(layers) <= FULL:
        return list(layers)
    shown = [layer for layer in layers[5:-2] if layer.layer % 10 == 0][:8]
    return [*layers[:4], None, *(x for layer in shown for x in (layer, None)), *layers[-2:]]
