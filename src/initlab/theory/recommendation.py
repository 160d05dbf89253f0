"""Which weight and bias variance to start a deep network of an activation from, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, inf, log, sqrt
from typing import Literal

from initlab.activations.gains import forward_gain
from initlab.activations.own import AnyActivation, as_activation
from initlab.activations.record import Activation
from initlab.errors import DomainError
from initlab.theory.block import Block
from initlab.theory.maps import derivative_map, variance_map, variance_slope
from initlab.theory.phase import Critical, critical_points, edge_of_chaos, half_stable_points

__all__ = ["Recommendation", "recommend"]

BIAS_VARS = (0.01, 0.03, 0.1, 0.3, 1.0)  # tried where nothing attracts without biases
Kind = Literal["homogeneous", "unit variance", "vanishing", "half-stable", "edge", "none"]


@dataclass(frozen=True)
class Recommendation:
    """A start for networks of one activation and one depth."""

    activation: str
    depth: int
    weight_var: float  # σ_w² = inputs · Var[W]
    bias_var: float  # σ_b²
    q: float  # the variance it keeps or tends to; NaN: any
    chi: float  # χ₁ at q
    variance_slope: float  # dq'/dq at q
    kind: Kind
    reason: str

    @property
    def gain(self) -> float:
        """σ_w: weights of standard deviation gain / √inputs."""
        return sqrt(self.weight_var)

    @property
    def gradient_growth(self) -> float:
        """χ₁^depth: the factor on a gradient's mean square over the whole depth."""
        exponent = self.depth * log(self.chi)
        return exp(exponent) if exponent < 700.0 else inf


def recommend(activation: AnyActivation, depth: int) -> Recommendation:
    """A weight and a bias variance for networks of this depth.

    In this order: the one point at which a homogeneous activation keeps every variance; variance
    1 at every layer, if that attracts and χ₁^depth stays between 1/e and e; the edge of chaos
    without biases, where the variance falls like a power of the depth; a half-stable point; the
    edge of chaos with the smallest of some bias variances that has an attracting point. If none has
    one, the answer says so, and gives variance 1 in the first layers.

    Args:
        activation: a name, a record, a function or a pair (value, slope).
        depth: layers, at least 1.
    Returns: the variances, with what happens there, and the reason in words.
    Raises: DomainError: a depth below 1, or φ passes no signal or no gradient.

    >>> recommend("relu", depth=50).weight_var.__round__(9), recommend("tanh", depth=50).kind
    (2.0, 'vanishing')
    >>> print(recommend("softplus", depth=50).reason)
    softplus has no critical point that attracts: ...

    Source: Roberts, Yaida and Hanin 2021, arXiv:2106.10165, chapter 5, for the classes; Hayou et
    al. 2019, arXiv:1902.06853, for the edge; Klambauer et al. 2017, arXiv:1706.02515, for SELU.
    """
    if not isinstance(depth, int) or depth < 1:
        raise DomainError(f"depth should be a whole number of at least 1; got {depth!r}.")
    record = as_activation(activation)
    without_bias = critical_points(record, 0)
    if without_bias and without_bias[0].stability == "neutral":
        point = without_bias[0]
        return _at(record, depth, point, "homogeneous", "every variance and every gradient is kept")
    unit = _unit_variance(record, depth)
    if abs(unit.variance_slope) < 1.0 and abs(depth * log(unit.chi)) <= 1.0:
        return unit
    attracting = [point for point in without_bias if point.stability == "stable"]
    if attracting and attracting[0].q == 0.0:
        why = "on the edge of chaos; the variance falls like a power of the depth, gradients last"
        return _at(record, depth, attracting[0], "vanishing", why)
    for half in half_stable_points(record):
        marginal = Critical(half.weight_var, half.bias_var, half.q, 1.0, "half-stable")
        marginal_block = Block(record, half.weight_var, half.bias_var)
        falls = float(variance_map(marginal_block, 1.01 * half.q)) < 1.01 * half.q
        why = (
            f"gradients and the variance are both marginal at q = {half.q:.3g}: deviations change "
            f"like a power of the depth; above it the variance {'falls' if falls else 'grows'}"
        )
        return _at(record, depth, marginal, "half-stable", why)
    attracting = attracting or [
        point
        for point in edge_of_chaos(record, BIAS_VARS)
        if point is not None and point.stability == "stable"
    ]
    if attracting:
        why = f"on the edge of chaos; the variance tends to {attracting[0].q:.3g}, gradients last"
        return _at(record, depth, attracting[0], "edge", why)
    layers = 1.0 / abs(log(unit.chi))
    reason = (
        f"{record.name} has no critical point that attracts: no pair of variances keeps both "
        f"signal and gradient. This one keeps variance 1, or would if it attracted; gradients "
        f"change by e in {layers:.3g} layers."
    )
    return replace(unit, kind="none", reason=reason)


def _unit_variance(activation: Activation, depth: int) -> Recommendation:
    block = Block(activation, forward_gain(activation) ** 2)
    return Recommendation(
        activation.name,
        depth,
        block.weight_var,
        0.0,
        1.0,
        float(derivative_map(block, 1.0)),
        float(variance_slope(block, 1.0)),
        "unit variance",
        "variance 1 at every layer, which attracts; gradients change by less than e over the depth",
    )


def _at(
    activation: Activation, depth: int, point: Critical, kind: Kind, why: str
) -> Recommendation:
    return Recommendation(
        activation.name,
        depth,
        point.weight_var,
        point.bias_var,
        point.q,
        1.0,
        point.variance_slope,
        kind,
        why,
    )
