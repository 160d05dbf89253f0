"""A check as a page: verdict, findings with what they mean, pictures, layers, the fix."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING

from initlab import __version__
from initlab.checks import pictures
from initlab.checks.edits import grouped
from initlab.checks.judgement import Cause, rule_of
from initlab.checks.layers import layer_rows
from initlab.errors import UnknownName
from initlab.report import Block, Page, Picture, Row, Section, Table, Text

if TYPE_CHECKING:
    from initlab.checks.report import Report

__all__ = ["check_page"]


def check_page(report: Report) -> Page:
    """The report of a check; everything on it comes from what was measured."""
    sections = [
        *_findings(report),
        *_pictures(report),
        *_fix(report),
        *_proof(report),
        *_layers(report),
        *_not_judged(report),
        *_pages(report),
    ]
    snapshot = report.snapshot
    size = "" if snapshot.batch_size is None else f", batch of {snapshot.batch_size}"
    return Page(
        title=f"Is {snapshot.model} well initialized?",
        verdict=report.verdict,
        sections=sections,
        footer=f"{snapshot.model}, in {snapshot.mode} mode{size}\ninitlab {__version__}",
    )


def _findings(report: Report) -> list[Section]:
    causes = report.judgement.causes
    if not causes:
        return []
    caption = "One row per cause, the worst first; what a cause explains is not listed again"
    rows = [
        [
            cause.finding.code,
            cause.finding.layer or "the whole model",
            cause.finding.severity,
            cause.finding.measured,
            cause.finding.expected,
        ]
        for cause in causes
    ]
    columns = ["Code", "Layer", "Severity", "Measured", "Expected"]
    explains: list[Block] = [Text(_symptoms(cause)) for cause in causes if cause.symptoms]
    # The verdict is the first message already.
    messages: list[Block] = [
        Text(f"{c.finding.code}, {c.finding.layer or 'the whole model'}: {c.finding.message}")
        for c in causes[1:]
    ]
    return [Section("Findings", [Table(columns, rows, caption), *explains, *messages])]


def _symptoms(cause: Cause) -> str:
    codes = ", ".join(dict.fromkeys(symptom.code for symptom in cause.symptoms))
    return f"{cause.finding.code} also explains what else was seen: {codes}."


def _pictures(report: Report) -> list[Section]:
    if len(report.snapshot.signals) < 2:
        return []
    after = report.after.snapshot if report.after is not None and report.plan else None
    shown = [pictures.signal_svg(report.snapshot, after)]
    gradient = pictures.gradient_svg(report.snapshot, after)
    shown += [gradient] if gradient is not None else []
    lead = Text(
        "A start is good if the signal on its way up, and the gradient on its way down, stay "
        "about as large as they were; on these logarithmic axes that is a level line."
    )
    return [Section("Signal and gradient against depth", [lead, Row([Picture(*s) for s in shown])])]


def _fix(report: Report) -> list[Section]:
    if report.after is None:
        return []
    if not report.plan:
        return [Section("The fix", [Text("No entry of the catalogue repairs what was found.")])]
    rows = [
        [e.tensor, e.entry, e.scale, "zeros" if e.bias else None, f"{e.code}: {e.why}"]
        for e in grouped(report.plan)
    ]
    columns = ["Tensor", "Entry", "Std", "Bias", "Why"]
    table = Table(columns, rows, "New values, drawn by the seed and the tensor's name")
    return [Section("The fix", [Text(f"Afterwards: {report.after.verdict}"), table])]


def _proof(report: Report) -> list[Section]:
    if report.proof is None:
        return []
    how = (
        "a model of its own, made anew"
        if report.proof.recreated
        else "the one model given, and draws of its own for the fix"
    )
    caption = (
        f"{report.proof.sentence} Lines are medians, bands the range over the seeds; each seed has "
        f"{how}. The batch is the one that was checked."
    )
    return [
        Section(
            "Training with and without it", [Picture(pictures.proof_svg(report.proof), caption)]
        )
    ]


def _layers(report: Report) -> list[Section]:
    rows = layer_rows(report.snapshot, report.judgement)
    if not rows:
        return []
    cells = [[r.name, r.shape, r.signal, r.gradient, r.codes or r.mark] for r in rows]
    caption = "Mean squares of the pre-activations and of the gradient by them"
    columns = ["Layer", "Shape of the weight", "Signal", "Gradient", "Verdict"]
    return [Section("Layer by layer", [Table(columns, cells, caption)])]


def _not_judged(report: Report) -> list[Section]:
    if not report.not_judged:
        return []
    return [Section("Not judged", [Text("\n\n".join(report.not_judged))])]


def _pages(report: Report) -> list[Section]:
    """What each found code means, once."""
    sections = []
    for code in dict.fromkeys(finding.code for finding in report.findings):
        try:
            rule = rule_of(code)
        except UnknownName:  # a rule of the caller's own
            continue
        blocks: list[Block] = [Text(cleandoc(rule.page)), Text(f"Limit: {rule.limit}")]
        sections.append(Section(f"{code}: {rule.name}", blocks))
    return sections
