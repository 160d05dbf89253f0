"""The rules, one a file: code, limit and function. To add one, add a file and a line here."""

from initlab.checks.findings import Rule

ALL: tuple[Rule, ...] = ()
