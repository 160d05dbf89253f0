"""The conclusions of a comparison: a row per initializer, and the verdict in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from initlab.datasets import Dataset
from initlab.study.diagnosis import Diagnosis, amount, diagnose
from initlab.study.runner import Result

LEVEL = 0.05  # final costs closer than this, relative to the larger, are called level


@dataclass(frozen=True)
class Spread:
    """Final figures of one initializer over all its seeds; a diverged run counts as cost inf."""

    cost: tuple[float, float, float]  # lower quartile, median, upper quartile
    test_accuracy: float | None  # median; of the training data where there are no others
    best_of: int  # seeds in which it ended with the lowest cost, alone or shared
    diverged: int
    seeds: int


@dataclass(frozen=True)
class Row:
    """One line of the conclusions table: the first seed's run, and the spread over all."""

    name: str
    title: str
    formula: str
    train_accuracy: float | None
    test_accuracy: float | None
    cost_at_start: float
    cost_at_end: float
    diagnosis: Diagnosis
    comment: str
    spread: Spread


def rows(results: list[Result], dataset: Dataset) -> list[Row]:
    """A row per initializer, in the order they were given."""
    by_name: dict[str, list[Result]] = {}
    for result in results:
        by_name.setdefault(result.run.start.name, []).append(result)
    firsts = {name: of_name[0] for name, of_name in by_name.items()}
    diagnoses = {name: diagnose(first, dataset) for name, first in firsts.items()}
    learned = [n for n in firsts if not diagnoses[n].failed]
    best = min(learned, key=lambda n: firsts[n].outcome.final_cost, default=None)
    lowest = lowest_by_seed(by_name)
    return [
        Row(
            name=name,
            title=first.run.start.title,
            formula=first.run.start.formula,
            train_accuracy=first.outcome.train_accuracy,
            test_accuracy=first.outcome.test_accuracy,
            cost_at_start=(first.outcome.history or (first.outcome.final,))[0].cost,
            cost_at_end=first.outcome.final_cost,
            diagnosis=diagnoses[name],
            comment=_comment(first, diagnoses[name], firsts.get(best or "")),
            spread=_spread(by_name[name], lowest),
        )
        for name, first in firsts.items()
    ]


def verdict(results: list[Result], table: list[Row]) -> str:
    """Which start is better, by how much, and what is wrong with the worst; one sentence."""
    failed = [row for row in table if row.diagnosis.failed]
    ranked = sorted(
        (row for row in table if not row.diagnosis.failed), key=lambda row: row.spread.cost[1]
    )
    if not ranked:
        return f"None of these starts learns: {_fault(table[0])}."
    best, *others = ranked
    seeds = best.spread.seeds
    if seeds > 1:
        lead = (
            f"{_name(best)} ends with the lowest cost in {best.spread.best_of} of {seeds} seeds "
            f"(median {amount(best.spread.cost[1])}"
        )
        lead += f", {_name(others[0])} {amount(others[0].spread.cost[1])})" if others else ")"
    else:
        level = [r for r in others if r.cost_at_end * (1 - LEVEL) <= best.cost_at_end]
        names = _listed([_name(row) for row in (best, *level)])
        lead = f"{names} {'train' if level else 'trains'} this network best ({_figures(best)})"
    worst = failed[0] if failed else (others[-1] if others else None)
    if worst is None:
        return f"{lead}."
    return f"{lead}; {_fault(worst)}."


def percent(share: float | None) -> str:
    """A share for people.

    >>> percent(0.5), percent(0.99333), percent(None)
    ('50%', '99.3%', '–')
    """
    if share is None:
        return "–"
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def lowest_by_seed(by_name: dict[str, list[Result]]) -> dict[int, float]:
    """The lowest final cost that any initializer reached with each seed."""
    lowest: dict[int, float] = {}
    for of_name in by_name.values():
        for result in of_name:
            seed = result.run.seed
            lowest[seed] = min(lowest.get(seed, float("inf")), result.outcome.final_cost)
    return lowest


def _spread(of_name: list[Result], lowest: dict[int, float]) -> Spread:
    costs = sorted(result.outcome.final_cost for result in of_name)
    accuracies = [
        value
        for result in of_name
        for value in (
            result.outcome.train_accuracy
            if result.outcome.final.test_accuracy is None
            else result.outcome.test_accuracy,
        )
        if value is not None
    ]
    return Spread(
        cost=(costs[(len(costs) - 1) // 4], median(costs), costs[(3 * len(costs)) // 4]),
        test_accuracy=median(accuracies) if accuracies else None,
        best_of=sum(r.outcome.final_cost == lowest[r.run.seed] for r in of_name),
        diverged=sum(r.outcome.diverged_at is not None for r in of_name),
        seeds=len(of_name),
    )


def _comment(result: Result, diagnosis: Diagnosis, best: Result | None) -> str:
    """The problem, or how far from the best."""
    if best is None or diagnosis.failed:
        return diagnosis.sentence
    cost, lowest = result.outcome.final_cost, best.outcome.final_cost
    if result is best:
        place = "lowest cost"
    elif lowest > 0 and cost / lowest < 1000:
        place = f"{cost / lowest:.2g} × the lowest cost"
    else:
        place = "far from the lowest cost"
    return place if diagnosis.cause == "learned" else f"{diagnosis.sentence}; {place}"


def _figures(row: Row) -> str:
    if row.test_accuracy is not None:
        return (
            f"{percent(row.test_accuracy)} of the test data right, cost {amount(row.cost_at_end)}"
        )
    if row.train_accuracy is not None:
        return (
            f"{percent(row.train_accuracy)} of the training data right, "
            f"cost {amount(row.cost_at_end)}"
        )
    return f"cost {amount(row.cost_at_end)}"


def _fault(row: Row) -> str:
    if row.diagnosis.cause == "learned":
        return f"{_name(row)} is last, at cost {amount(row.cost_at_end)}"
    return f"{_name(row)} {_verb(row)}"


def _verb(row: Row) -> str:
    sentence = row.diagnosis.sentence
    return f"has its {sentence}" if sentence.startswith("weights") else sentence


def _name(row: Row) -> str:
    return row.title


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
