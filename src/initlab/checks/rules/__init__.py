"""The rules, one a file: code, limit and function. To add one, add a file and a line here."""

from initlab.checks.findings import Rule
from initlab.checks.rules import (
    alike_inputs,
    class_prior,
    cloned_layers,
    first_loss,
    identical_units,
    rank_collapse,
    saturated_units,
    silent_units,
    step_too_large,
    tied_embedding,
    torch_default,
    width_dependent_scale,
    zero_weights,
)

ALL: tuple[Rule, ...] = (
    zero_weights.RULE,
    identical_units.RULE,
    cloned_layers.RULE,
    silent_units.RULE,
    saturated_units.RULE,
    alike_inputs.RULE,
    rank_collapse.RULE,
    first_loss.RULE,
    class_prior.RULE,
    tied_embedding.RULE,
    step_too_large.RULE,
    width_dependent_scale.RULE,
    torch_default.RULE,
)
