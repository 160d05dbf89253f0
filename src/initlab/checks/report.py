"""What a check hands back: findings, verdict, and their faces in text, JSON and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from initlab.checks.edits import Edit
from initlab.checks.findings import Finding
from initlab.checks.judgement import Judgement
from initlab.checks.proof import Proof
from initlab.checks.snapshot import Snapshot

__all__ = ["Report"]


@dataclass(frozen=True, repr=False)
class Report:
    """The judgement of one model; `print` it for the tables."""

    snapshot: Snapshot
    judgement: Judgement
    plan: tuple[Edit, ...] = ()  # of a fix, where one was asked for
    after: Report | None = None  # the check of the fixed model
    proof: Proof | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding per cause, worst first."""
        return self.judgement.findings

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What could not be judged, and why: sentences."""
        return self.judgement.not_judged

    @property
    def verdict(self) -> str:
        """One sentence: cause and repair."""
        return self.judgement.verdict

    @property
    def clean(self) -> bool:
        """Neither errors nor warnings."""
        return self.judgement.clean

    def to_json(self) -> dict[str, Any]:
        """What was found, ready for `json.dumps`."""
        document: dict[str, Any] = {
            "schema": 1,
            "model": self.snapshot.model,
            "verdict": self.verdict,
            "findings": [_finding_json(finding) for finding in self.findings],
            "not_judged": list(self.not_judged),
        }
        if self.plan or self.after is not None:
            document["plan"] = [_edit_json(edit) for edit in self.plan]
        if self.after is not None:
            document["after"] = self.after.to_json()
        if self.proof is not None:
            document["proof"] = self.proof.to_json()
        return document

    def write_report(self, path: str | Path = "report.html") -> Path:
        """Write the report, one offline HTML file, and return its path.

        Raises: FileError: it cannot be written there; nothing half-written is left.
        """
        from initlab.checks.page import check_page
        from initlab.report import write

        return write(check_page(self), Path(path))

    def __str__(self) -> str:
        from initlab.checks.text import check_text

        return check_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from initlab.checks.page import check_page
        from initlab.report import render

        return render(check_page(self), fragment=True)


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "layer": finding.layer,
        "weight": finding.weight,
        "severity": finding.severity,
        "measured": finding.measured,
        "expected": finding.expected,
        "message": finding.message,
    }


def _edit_json(edit: Edit) -> dict[str, Any]:
    return {
        "tensor": edit.tensor,
        "entry": edit.entry,
        "scale": edit.scale,
        "bias": edit.bias,
        "why": edit.why,
        "code": edit.code,
    }
