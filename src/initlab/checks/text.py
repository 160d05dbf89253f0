"""A check as text: the verdict, the findings, the layers, and what was not judged."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import cleandoc
from textwrap import fill
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from initlab.checks.edits import Edit, grouped
from initlab.checks.findings import Finding
from initlab.checks.judgement import rule_of
from initlab.checks.layers import BAR, bar, layer_rows
from initlab.report import number, plain

if TYPE_CHECKING:
    from initlab.checks.report import Report

__all__ = ["check_renderable", "check_text", "explained"]

WIDTH = 80
STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
MARK_STYLES = {"✗": "red", "!": "yellow", "i": "cyan", "✓": "green"}


def check_renderable(report: Report) -> RenderableType:
    """Everything for a Rich console; nothing is wider than 80 columns."""
    parts: list[RenderableType] = [Text(report.verdict, style="bold")]
    for cause in report.judgement.causes:
        parts += ["", *_finding(cause.finding, [s.code for s in cause.symptoms])]
    if report.snapshot.signals:
        parts += ["", _layers(report)]
    if report.not_judged:
        parts += ["", Text("Not judged:", style="dim")]
        parts += [Padding(Text(f"· {why}", style="dim"), (0, 0, 0, 2)) for why in report.not_judged]
    if report.plan:
        parts += ["", _plan(report.plan)]
    if report.after is not None:
        parts += ["", Text(f"After the fix: {report.after.verdict}", style="bold")]
        serious = [f for f in report.after.findings if f.severity != "note"]
        for finding in serious:
            parts += ["", *_finding(finding, ())]
    if report.proof is not None:
        parts += ["", Text(report.proof.sentence, style="bold")]
    return Constrain(Group(*parts), WIDTH)


def check_text(report: Report) -> str:
    """The same as plain text, for `print` and files."""
    return plain(check_renderable(report), WIDTH)


def explained(code: str) -> str:
    """What the rule of that code or name means, how it is measured, and what to try.

    Raises: UnknownName: there is no such rule.
    """
    rule = rule_of(code)
    limit = fill(f"Limit: {rule.limit}", WIDTH)
    return f"{rule.code} {rule.name} ({rule.severity})\n\n{cleandoc(rule.page)}\n\n{limit}"


def _finding(finding: Finding, symptoms: Sequence[str]) -> list[RenderableType]:
    head = Text()
    head.append(f"{finding.code} {finding.severity}", style=STYLES[finding.severity])
    head.append(f"  {finding.layer or 'the whole model'}")
    lines = [f"measured  {finding.measured}", f"expected  {finding.expected}"]
    if symptoms:
        lines.append(f"explains  {', '.join(dict.fromkeys(symptoms))}")
    body = [Padding(Text(line, overflow="fold"), (0, 0, 0, 2)) for line in lines]
    return [head, *body, Padding(Text(finding.message), (0, 0, 0, 2))]


def _layers(report: Report) -> RenderableType:
    rows = layer_rows(report.snapshot, report.judgement)
    signals = [row.signal for row in rows]
    gradients = [row.gradient for row in rows]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", width=None)
    table.add_column("")
    table.add_column("layer", overflow="ellipsis", max_width=22, no_wrap=True)
    table.add_column("shape", overflow="ellipsis", max_width=12, no_wrap=True)
    table.add_column("signal", justify="right", no_wrap=True)
    table.add_column("", width=BAR)
    table.add_column("gradient", justify="right", no_wrap=True)
    table.add_column("", width=BAR)
    for row in rows:
        table.add_row(
            Text(row.mark, style=MARK_STYLES[row.mark]),
            Text(row.name, style="dim" if row.count else ""),
            Text(row.shape),
            _number(row.signal),
            Text(bar(row.signal, signals), style="blue"),
            _number(row.gradient),
            Text(bar(row.gradient, gradients), style="magenta"),
        )
    caption = Text(
        "Mean squares of pre-activations and of the loss's gradient by them", style="dim"
    )
    return Group(table, caption)


def _number(value: float | None) -> Text:
    return Text("" if value is None else number(value, 2))


def _plan(plan: Sequence[Edit]) -> RenderableType:
    table = Table(
        title=Text(f"The fix: {len(plan)} {'tensor' if len(plan) == 1 else 'tensors'}"),
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
        header_style="dim",
    )
    table.add_column("tensor", overflow="fold", max_width=26)
    table.add_column("entry", overflow="fold", max_width=20)
    table.add_column("std", justify="right")
    table.add_column("bias")
    table.add_column("why")
    for edit in grouped(plan):
        std = "" if edit.scale is None else number(edit.scale, 3)
        table.add_row(
            Text(edit.tensor), Text(edit.entry), std, "zeros" if edit.bias else "", Text(edit.why)
        )
    return table
