"""What `initlab theory` tells of one activation: numbers in one record, as JSON and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, isfinite, log, nan
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from initlab.activations import backward_gain, forward_gain
from initlab.activations.own import AnyActivation, as_activation
from initlab.errors import DomainError
from initlab.report.numerals import number
from initlab.theory import (
    Block,
    Critical,
    DepthScales,
    FixedPoint,
    HalfStable,
    Recommendation,
    covariance_map,
    derivative_map,
    edge_of_chaos,
    half_stable_points,
    recommend,
    settle,
    variance_map,
    variance_slope,
)
from initlab.theory.depths import scales_at
from initlab.theory.fixed_points import stability_at

WIDTH = 80
FULL = 12  # layers shown without leaving any out
ON_THE_EDGE = 1e-9  # of χ₁ − 1
PRECISION = 1e-12  # of a correlation
LARGEST = 1e100  # a variance beyond is the end of a path


@dataclass(frozen=True)
class LayerTheory:
    """What to expect in one hidden layer."""

    layer: int  # from 1
    q: float  # variance of the pre-activations
    c: float  # their correlation for two inputs; NaN where the variance is 0
    chi: float  # growth of a gradient's mean square through this layer
    gradient: float  # its mean square relative to the last hidden layer


@dataclass(frozen=True)
class Summary:
    """One activation, one pair of variances, one depth."""

    block: Block
    depth: int
    q: float  # variance of the first layer's pre-activations
    c: float  # their correlation for uncorrelated inputs
    forward_gain: float
    backward_gain: float
    critical: Critical | None  # at the chosen bias variance
    half_stable: tuple[HalfStable, ...]
    recommendation: Recommendation
    settled: FixedPoint | None  # None: the variance grows for ever
    scales: DepthScales | None  # None too if the variance falls to 0
    layers: tuple[LayerTheory, ...]  # fewer than `depth` if the variance leaves all bounds

    @property
    def name(self) -> str:
        return as_activation(self.block.activation).name

    @cached_property
    def verdict(self) -> str:
        """What happens in such a network, in a sentence."""
        at = (
            f"{self.name} with σ_w² = {number(self.block.weight_var)} and "
            f"σ_b² = {number(self.block.bias_var)}"
        )
        if self.settled is None:
            return f"{at} does not settle: the variance grows from layer to layer without end."
        if self.scales is None and abs(self.settled.chi - 1.0) <= ON_THE_EDGE:
            return (
                f"{at} is on the edge of chaos: the variance falls like a power of the depth, "
                "gradients last."
            )
        if self.scales is None:
            return f"{at} loses its signal: the variance falls to 0."
        if self.scales.phase == "critical":
            return f"{at} is on the edge of chaos: gradients neither grow nor vanish with depth."
        chaotic = self.scales.phase == "chaotic"
        text = (
            f"{at} is {self.scales.phase}: inputs {'part' if chaotic else 'grow alike'}"
            f"{_within(self.scales.correlation_depth)}"
        )
        grows = "grow" if self.scales.chi > 1 else "vanish"
        layers = number(self.scales.gradient_depth, 3)
        return f"{text}, and gradients {grows} by e in {layers} layers."

    def to_json(self) -> dict[str, Any]:
        """Plain values; None for what is infinite or undefined."""
        block, point, scales, critical = self.block, self.settled, self.scales, self.critical
        half = self.half_stable[0] if self.half_stable else None
        advice = self.recommendation
        return {
            "schema": 1,
            "activation": self.name,
            "depth": self.depth,
            "gain": {"forward": _plain(self.forward_gain), "backward": _plain(self.backward_gain)},
            "critical": {
                "bias_var": block.bias_var,
                "weight_var": critical and _plain(critical.weight_var),
                "q": critical and _plain(critical.q),
            },
            "fixed_point": {
                "weight_var": block.weight_var,
                "bias_var": block.bias_var,
                "q": point and _plain(point.q),
                "chi": point and _plain(point.chi),
                "c": scales and _plain(scales.c),
                "xi_q": point and _plain(point.variance_depth),
                "xi_c": scales and _plain(scales.correlation_depth),
                "phase": scales and scales.phase,
            },
            "half_stable": half
            and {"weight_var": half.weight_var, "bias_var": half.bias_var, "q": half.q},
            "recommendation": {
                "weight_var": advice.weight_var,
                "bias_var": advice.bias_var,
                "q": _plain(advice.q),
                "kind": advice.kind,
                "reason": advice.reason,
            },
            "layers": [
                {name: _plain(value) for name, value in vars(layer).items()}
                for layer in self.layers
            ],
        }


def summarize(
    activation: AnyActivation,
    depth: int = 30,
    weight_var: float | None = None,
    bias_var: float | None = None,
) -> Summary:
    """Everything that `initlab theory` shows.

    Args:
        activation: a name, a record, a function or a pair (value, slope).
        depth: hidden layers, at least 1.
        weight_var, bias_var: σ_w² and σ_b². Both absent: the recommendation. One absent: the
            critical weight variance of this bias variance; no biases.
    Raises: InitlabError: a variance below 0, a depth below 1, an activation that passes nothing.

    >>> summarize("tanh", weight_var=2.0, bias_var=0.05).verdict
    'tanh with σ_w² = 2 and σ_b² = 0.05 is chaotic: inputs part within 25.2 layers, and ...'
    """
    record = as_activation(activation)
    advice = recommend(record, depth)
    start = nan
    if weight_var is None and bias_var is None:
        weight_var, bias_var, start = advice.weight_var, advice.bias_var, advice.q
    bias_var = 0.0 if bias_var is None else bias_var
    Block(record, 1.0, bias_var)  # a wrong number is refused here, under its own name
    critical = edge_of_chaos(record, [bias_var])[0]
    if weight_var is None:
        if critical is None:
            raise DomainError(
                f"{record.name} has no critical weight variance at bias variance {bias_var:g}. "
                "Choose one with --weight-var."
            )
        weight_var = critical.weight_var
    block = Block(record, weight_var, bias_var)
    # Inputs of mean square 1 give the first layer the variance σ_w² + σ_b².
    q = start if isfinite(start) and start > bias_var else block.weight_var + block.bias_var
    c = bias_var / q if q > 0 else nan
    # What is recommended may be a point that repels on one side: it is shown, not left.
    settled = settle(block, q) if q != start else _point_at(block, q)
    return Summary(
        block,
        depth,
        q,
        c,
        forward_gain(record),
        backward_gain(record),
        critical,
        half_stable_points(record),
        advice,
        settled,
        scales_at(block, settled) if settled is not None and settled.q > 0 else None,
        layer_path(block, depth, q, c),
    )


def _point_at(block: Block, q: float) -> FixedPoint:
    slope = float(variance_slope(block, q))
    return FixedPoint(q, slope, float(derivative_map(block, q)), stability_at(block, q))


def layer_path(block: Block, depth: int, q: float, c: float) -> tuple[LayerTheory, ...]:
    """q, c and χ of every layer, as far as the variance stays within bounds."""
    found: list[tuple[float, float, float]] = []
    while len(found) < depth and q < LARGEST:
        try:
            found.append((q, c, float(derivative_map(block, q))))
            following = float(variance_map(block, q))
            c = float(covariance_map(block, q, q, c)) / following if following > 0 else nan
        except DomainError:  # expectations overflow before the variance does
            break
        c = 0.0 if abs(c) < PRECISION else min(c, 1.0)
        q = following
    layers: list[LayerTheory] = []
    grown = 0.0  # a logarithm: over many layers the factor itself may overflow
    for index in reversed(range(len(found))):
        q, c, chi = found[index]
        if layers:
            grown = grown + log(chi) if chi > 0 else -float("inf")
        layers.append(
            LayerTheory(index + 1, q, c, chi, exp(grown) if grown < 700 else float("inf"))
        )
    return tuple(reversed(layers))


def summary_renderable(summary: Summary) -> RenderableType:
    """Verdict, facts and layers for a Rich console."""
    facts = Table.grid(padding=(0, 2))
    facts.width = WIDTH
    facts.add_column(no_wrap=True)
    facts.add_column(ratio=1)
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


def _within(layers: float) -> str:
    return f" within {number(layers, 3)} layers" if isfinite(layers) else ""


def _abbreviated(layers: tuple[LayerTheory, ...]) -> list[LayerTheory | None]:
    if len(layers) <= FULL:
        return list(layers)
    shown = [layer for layer in layers[5:-2] if layer.layer % 10 == 0][:8]
    return [*layers[:4], None, *(x for layer in shown for x in (layer, None)), *layers[-2:]]


def _plain(value: float | int) -> float | int | None:
    return value if isfinite(value) else None
