"""The rules, one a file: code, limit and function. To add one, add a file and a line here."""

from initlab.checks.findings import Rule
from initlab.checks.rules import torch_default

ALL: tuple[Rule, ...] = (torch_default.RULE,)
