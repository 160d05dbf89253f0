"""The rules, one a file: code, limit and function. To add one, add a file and a line here."""

from initlab.checks.findings import Rule
from initlab.checks.rules import (
    forget_gate,
    gradients,
    layer_scale,
    low_precision,
    not_finite,
    packed,
    residual_growth,
    signal_scale,
    torch_default,
    wrong_fan,
)

ALL: tuple[Rule, ...] = (
    signal_scale.VANISHING,
    signal_scale.EXPLODING,
    not_finite.RULE,
    layer_scale.RULE,
    gradients.VANISHING,
    gradients.EXPLODING,
    gradients.UNEVEN,
    residual_growth.RULE,
    torch_default.RULE,
    packed.RULE,
    wrong_fan.DEPTHWISE,
    wrong_fan.TRANSPOSED,
    low_precision.RULE,
    forget_gate.RULE,
)
