"""What `initlab theory` tells of one activation: one record, its sentence and its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, isfinite, log, nan
from typing import Any

from initlab.activations import backward_gain, forward_gain
from initlab.activations.own import AnyActivation, as_activation
from initlab.errors import DomainError
from initlab.report.numerals import finite, number
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
            "gain": {"forward": finite(self.forward_gain), "backward": finite(self.backward_gain)},
            "critical": {
                "bias_var": block.bias_var,
                "weight_var": critical and finite(critical.weight_var),
                "q": critical and finite(critical.q),
            },
            "fixed_point": {
                "weight_var": block.weight_var,
                "bias_var": block.bias_var,
                "q": point and finite(point.q),
                "chi": point and finite(point.chi),
                "c": scales and finite(scales.c),
                "xi_q": point and finite(point.variance_depth),
                "xi_c": scales and finite(scales.correlation_depth),
                "phase": scales and scales.phase,
            },
            "half_stable": half
            and {"weight_var": half.weight_var, "bias_var": half.bias_var, "q": half.q},
            "recommendation": {
                "weight_var": advice.weight_var,
                "bias_var": advice.bias_var,
                "q": finite(advice.q),
                "kind": advice.kind,
                "reason": advice.reason,
            },
            "layers": [
                {name: finite(value) for name, value in vars(layer).items()}
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


def _within(layers: float) -> str:
    return f" within {number(layers, 3)} layers" if isfinite(layers) else ""
