"""The conclusions of a comparison: a row per initializer, and the verdict in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from initlab import statistics
from initlab.datasets import Dataset
from initlab.study.diagnosis import Diagnosis, amount, diagnose, has_learned
from initlab.study.training import Result

LEVEL = 0.05  # final costs closer than this, relative to the larger, are called level


@dataclass(frozen=True)
class OverSeeds:
    """Final figures of one initializer over all its seeds; a diverged run counts as cost inf."""

    cost: tuple[float, float, float]  # lower quartile, median, upper quartile
    accuracy: float | None  # median, of the test data where there are any; diverged runs count as 0
    lowest_in: int  # seeds in which it ended with the lowest finite cost, alone or shared
    learned_in: int
    diverged_in: int
    seeds: int


@dataclass(frozen=True)
class Row:
    """One line of the conclusions table: the first seed's run, and all seeds together."""

    name: str
    title: str
    formula: str
    train_accuracy: float | None
    test_accuracy: float | None
    cost_at_start: float
    cost_at_end: float
    diagnosis: Diagnosis
    comment: str
    over_seeds: OverSeeds


def rows(results: list[Result], dataset: Dataset) -> list[Row]:
    """A row per initializer, in the order they were given."""
    by_name: dict[str, list[Result]] = {}
    for result in results:
        by_name.setdefault(result.run.start.name, []).append(result)
    lowest = _lowest_by_seed(results)
    firsts = {name: of_name[0] for name, of_name in by_name.items()}
    lowest_cost = min(first.outcome.final_cost for first in firsts.values())
    return [
        Row(
            name=name,
            title=first.run.start.title,
            formula=first.run.start.formula,
            train_accuracy=first.outcome.train_accuracy,
            test_accuracy=first.outcome.test_accuracy,
            cost_at_start=(first.outcome.history or (first.outcome.final,))[0].cost,
            cost_at_end=first.outcome.final_cost,
            diagnosis=(found := diagnose(first, dataset)),
            comment=_comment(first.outcome.final_cost, lowest_cost, found),
            over_seeds=_over_seeds(by_name[name], lowest, dataset),
        )
        for name, first in firsts.items()
    ]


def verdict(table: list[Row]) -> str:
    """Which start is better, by how much, and what is wrong with the worst; one sentence."""
    seeds = table[0].over_seeds.seeds
    if not any(row.over_seeds.learned_in for row in table):
        return f"None of these starts learns: {_fault(table[0])}."
    ranked = sorted(
        (row for row in table if row.over_seeds.learned_in),
        key=lambda row: (row.over_seeds.cost[1], -row.over_seeds.learned_in),
    )
    best, *others = ranked
    if seeds == 1:
        level = [r for r in others if r.cost_at_end * (1 - LEVEL) <= best.cost_at_end]
        others = others[len(level) :]
        lead = _lead(best, level)
    else:
        lead = (
            f"{best.title} has the lowest median cost over {seeds} seeds, "
            f"{amount(best.over_seeds.cost[1])}, and the lowest cost in "
            f"{best.over_seeds.lowest_in} of them"
        )
        if others:
            lead += f"; next is {others[0].title}, median {amount(others[0].over_seeds.cost[1])}"
    failing = sorted(
        (row for row in table if row.over_seeds.learned_in < seeds and row is not best),
        key=lambda row: row.over_seeds.learned_in,
    )
    if failing:
        return f"{lead}; {_fault(failing[0])}."
    if others and seeds == 1:
        return f"{lead}; {others[-1].title} is last, at cost {amount(others[-1].cost_at_end)}."
    return f"{lead}."


def percent(share: float | None) -> str:
    """A share for people; only what is all is called 100%.

    >>> percent(0.5), percent(0.99333), percent(0.9996), percent(None)
    ('50%', '99.3%', '99.9%', '–')
    """
    if share is None:
        return "–"
    shown = 100.0 * share if share == 1.0 else min(100.0 * share, 99.9)
    return f"{shown:.1f}".removesuffix(".0") + "%"


def _lead(best: Row, level: list[Row]) -> str:
    if level:
        costs = _listed([amount(row.cost_at_end) for row in (best, *level)])
        names = _listed([row.title for row in (best, *level)])
        return f"{names} train this network about equally well (cost {costs})"
    share, of_what = best.test_accuracy, "test"
    if share is None:
        share, of_what = best.train_accuracy, "training"
    right = "" if share is None else f"{percent(share)} of the {of_what} data right, "
    return f"{best.title} trains this network best ({right}cost {amount(best.cost_at_end)})"


def _fault(row: Row) -> str:
    """What is wrong with a start that does not always learn."""
    over = row.over_seeds
    if 0 < over.learned_in < over.seeds:
        return f"{row.title} does not learn in {over.seeds - over.learned_in} of {over.seeds} seeds"
    sentence = row.diagnosis.sentence
    if sentence.startswith(("weights", "inputs", "all units")):
        return f"{row.title}: {sentence}"
    return f"{row.title} {sentence}"


def _comment(cost: float, lowest: float, diagnosis: Diagnosis) -> str:
    """The problem, or how far from the best, or both."""
    if not diagnosis.learned:
        return diagnosis.sentence
    if cost == lowest:
        place = "lowest cost"
    elif lowest > 0 and cost / lowest < 1000:
        ratio = cost / lowest
        place = f"{ratio:.2g} × the lowest cost" if ratio < 99.5 else f"{ratio:.0f} × the lowest"
    else:
        place = "far from the lowest cost"
    return "; ".join(part for part in (diagnosis.sentence, place) if part)


def _lowest_by_seed(results: list[Result]) -> dict[int, float]:
    lowest: dict[int, float] = {}
    for result in results:
        seed = result.run.seed
        lowest[seed] = min(lowest.get(seed, float("inf")), result.outcome.final_cost)
    return lowest


def _over_seeds(of_name: list[Result], lowest: dict[int, float], dataset: Dataset) -> OverSeeds:
    costs = [result.outcome.final_cost for result in of_name]
    low, middle, high = map(float, statistics.quartiles(costs))
    classified = of_name[0].outcome.final.train_accuracy is not None
    return OverSeeds(
        cost=(low, middle, high),
        accuracy=float(statistics.quantile([_accuracy(r) for r in of_name], 0.5))
        if classified
        else None,
        lowest_in=sum(
            cost == lowest[result.run.seed] < float("inf")
            for cost, result in zip(costs, of_name, strict=True)
        ),
        learned_in=sum(has_learned(result, dataset) for result in of_name),
        diverged_in=sum(r.outcome.final_cost == float("inf") for r in of_name),
        seeds=len(of_name),
    )


def _accuracy(result: Result) -> float:
    outcome = result.outcome
    has_test = outcome.final.test_accuracy is not None
    return (outcome.test_accuracy if has_test else outcome.train_accuracy) or 0.0


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
