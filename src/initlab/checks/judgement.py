"""From a snapshot to a verdict: the rules are asked, and one finding is kept per cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

from initlab.checks import rules as catalogue
from initlab.checks.findings import Finding, NotJudged, Rule, Severity
from initlab.checks.snapshot import Snapshot
from initlab.errors import unknown_name

__all__ = ["SEVERITIES", "Cause", "Judgement", "chosen", "judged", "rule_of"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # worst first


@dataclass(frozen=True)
class Cause:
    """A finding, and the findings that it accounts for."""

    finding: Finding
    symptoms: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What the rules say of one snapshot."""

    causes: tuple[Cause, ...]  # worst first
    not_judged: tuple[str, ...]  # sentences
    judged: tuple[str, ...]  # codes of the rules that came to a judgement
    unjudged: tuple[str, ...]  # codes of those that could not

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding per cause, worst first."""
        return tuple(cause.finding for cause in self.causes)

    @property
    def clean(self) -> bool:
        """Nothing but notes."""
        return all(finding.severity == "note" for finding in self.findings)

    @property
    def verdict(self) -> str:
        """One sentence: the worst cause and its repair, or that nothing was found."""
        serious = [f for f in self.findings if f.severity != "note"]
        if serious:
            return serious[0].message
        if not self.judged:
            return "Nothing was judged: no rule could be applied."
        count = len(self.judged)
        notes = len(self.findings)
        found = f"{'1 note' if notes == 1 else f'{notes} notes'} and nothing else" * bool(notes)
        text = f"Clean: {count} {'rule' if count == 1 else 'rules'} found {found or 'nothing'}"
        return f"{text}; not judged: {', '.join(self.unjudged)}." if self.unjudged else f"{text}."


def judged(
    snapshot: Snapshot,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rules: Sequence[Rule] | None = None,
) -> Judgement:
    """Ask every rule, and keep one finding per cause.

    A finding whose code another one explains, at the same layer or further on, is its symptom. A
    cause is as severe as the worst of its symptoms.

    Args:
        snapshot: of a model that ran.
        select: codes, or what codes begin with, to ask for; none is all.
        ignore: those to leave out.
        rules: what to choose from; all of them by default.
    Returns: the judgement; a rule that lacked what it needs, or that failed, is in `not_judged`.
    Raises: UnknownName: no rule has such a code.

    >>> print(judged(Snapshot("Net", "training", 8, (), ()), rules=()).verdict)
    Nothing was judged: no rule could be applied.
    """
    found: list[Finding] = []
    sentences, done, left = list(snapshot.not_judged), list[str](), list[str]()
    for rule in chosen(select, ignore, rules):
        try:
            found += rule.judge(snapshot)
            done.append(rule.code)
        except NotJudged as why:
            sentences.append(f"{rule.code} ({rule.name}): {why}")
            left.append(rule.code)
        except Exception as error:  # a defect of ours costs one rule, not the whole check
            sentences.append(
                f"{rule.code} ({rule.name}): the rule itself failed, {type(error).__name__}: "
                f"{error}. Please report it."
            )
            left.append(rule.code)
    causes = sorted(_causes(found, _Places(snapshot)), key=lambda cause: _rank(cause.finding))
    return Judgement(tuple(causes), tuple(sentences), tuple(done), tuple(left))


def chosen(
    select: Sequence[str], ignore: Sequence[str], rules: Sequence[Rule] | None = None
) -> list[Rule]:
    """The rules that begin with one of `select` and with none of `ignore`."""
    rules = catalogue.ALL if rules is None else rules
    for prefix in (*select, *ignore):
        if not prefix or not any(_fits(rule, prefix) for rule in rules):
            raise unknown_name("rule", prefix, [rule.code for rule in rules])
    return [
        rule
        for rule in rules
        if (not select or any(_fits(rule, prefix) for prefix in select))
        and not any(_fits(rule, prefix) for prefix in ignore)
    ]


def rule_of(code: str) -> Rule:
    """The rule with that code or name.

    Raises: UnknownName: there is none.
    """
    for rule in catalogue.ALL:
        if code.upper() == rule.code or code == rule.name:
            return rule
    names = [name for rule in catalogue.ALL for name in (rule.code, rule.name)]
    raise unknown_name("rule", code, names)


def _fits(rule: Rule, prefix: str) -> bool:
    return rule.code.startswith(prefix.upper())


def _rank(finding: Finding) -> tuple[int, float]:
    size = float("inf") if isnan(finding.magnitude) else finding.magnitude
    return SEVERITIES.index(finding.severity), -size


class _Places:
    """Where in the forward pass a finding lies; None is the model as a whole."""

    def __init__(self, snapshot: Snapshot) -> None:
        order = [(s.weight, s.layer) for s in snapshot.signals]
        order += [(w.name, w.layer) for w in snapshot.weights]
        self._at: dict[str, int] = {}
        for place, names in enumerate(order):
            for name in filter(None, names):
                self._at.setdefault(name, place)

    def of(self, finding: Finding) -> int | None:
        place = self._at.get(finding.weight or "")
        return self._at.get(finding.layer) if place is None else place


def _causes(found: Sequence[Finding], places: _Places) -> list[Cause]:
    """Causes with their symptoms: what nothing explains comes first, and takes all it leads to."""

    def explains(cause: Finding, other: Finding) -> bool:
        if cause is other or other.code not in cause.explains or other.code == cause.code:
            return False
        here, there = places.of(cause), places.of(other)
        return here is None or there is None or here <= there

    rest = sorted(found, key=lambda f: (places.of(f) or 0, *_rank(f)))
    causes: list[Cause] = []
    while rest:
        # Two that explain each other: the earlier one is taken for the cause.
        unexplained = (f for f in rest if not any(explains(other, f) for other in rest))
        cause = next(unexplained, rest[0])
        reached, new = [cause], [cause]
        while new:
            new = [f for f in rest if f not in reached and any(explains(c, f) for c in new)]
            reached += new
        rest = [f for f in rest if f not in reached]
        worst = min((f.severity for f in reached), key=SEVERITIES.index)
        causes.append(Cause(replace(cause, severity=worst), tuple(reached[1:])))
    return causes
