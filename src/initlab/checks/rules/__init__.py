"""The rules, one a file: code, limit and function. To add one, add a file and a line here."""

from initlab.checks.findings import Rule
from initlab.checks.rules import (
    cloned_layers,
    identical_units,
    saturated_units,
    silent_units,
    zero_weights,
)

ALL: tuple[Rule, ...] = (
    zero_weights.RULE,
    identical_units.RULE,
    cloned_layers.RULE,
    silent_units.RULE,
    saturated_units.RULE,
)
