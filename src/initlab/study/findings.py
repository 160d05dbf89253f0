"""What a study found: who is better where, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import isfinite, nan

import numpy as np

from initlab.statistics import (
    Array,
    Paired,
    false_discovery,
    median_interval,
    more_seeds,
    paired,
    quantile,
    share_interval,
)
from initlab.study.plan import Cell, Plan
from initlab.study.results import Results
from initlab.study.settings import Value, shown, words

FALSE_SHARE = (
    0.05  # of the differences that are called real, at most so many are expected not to be
)


@dataclass(frozen=True)
class Difference:
    """Two initializers in one situation, paired by seed.

    Args:
        a, b: their names.
        found: of a against b.
        p: adjusted for all comparisons of the study.
        more: about how many seeds more would decide; None if decided, or nothing points anywhere.
    """

    a: str
    b: str
    found: Paired
    p: float = nan
    more: int | None = None

    @property
    def decided(self) -> bool:
        """Whether the difference is called real."""
        return self.p <= FALSE_SHARE

    @property
    def better(self) -> str | None:
        """The one that is lower; None if undecided."""
        if not self.decided:
            return None
        return self.a if self.found.effect < 0 else self.b


@dataclass(frozen=True)
class Situation:
    """All other settings fixed: the initializers against each other.

    Args:
        values: of the varied settings besides the initializer.
        cells: position in the plan of each initializer's cell.
        medians: of the cost, with the interval of each.
        best: the initializers that nothing is shown to be better than.
        differences: of all pairs.
    """

    values: tuple[tuple[str, Value], ...]
    cells: dict[str, int]
    medians: dict[str, tuple[float, float, float]]
    best: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def title(self) -> str:
        """The values, as in `activation relu, depth 2`."""
        values = (f"{words(name)} {shown(value)}" for name, value in self.values)
        return ", ".join(values) or "all runs"

    @property
    def leader(self) -> str:
        """The one with the lowest median; of several the one that is seldom worse."""
        order = {name: k for k, name in enumerate(self.best)}
        return min(self.medians, key=lambda n: (order.get(n, len(order)) > 0, self.medians[n][0]))


@dataclass(frozen=True)
class Standing:
    """One initializer over the whole study.

    Args:
        rank, low, high: its rank among the initializers (1 is the lowest cost), averaged over
            situations; the median over the seeds, with the interval of that.
        best_in: situations in which nothing is shown to be better.
        alone_in: of those, situations in which it is shown to be better than all others.
        diverged, runs: how many of its runs did.
        still: runs that ended about where they began.
        target_at: the median iteration at which the target was reached; inf if half never did.
    """

    name: str
    rank: float
    low: float
    high: float
    best_in: int
    alone_in: int
    situations: int
    diverged: int
    runs: int
    still: int
    target_at: float = nan

    @property
    def diverged_share(self) -> tuple[float, float]:
        """The interval of the share that diverges."""
        return share_interval(self.diverged, self.runs)


@dataclass(frozen=True)
class Findings:
    """Everything that is said of a study: the ranking, best first, and every situation."""

    standings: tuple[Standing, ...]
    situations: tuple[Situation, ...]


def findings(results: Results) -> Findings:
    """Compare the initializers of a study wherever all other settings are equal."""
    situations = _adjusted([_compared(s, results) for s in _situations(results)])
    names = [str(name) for name in results.plan.axis("initializer").values]
    standings = [_standing(name, names, situations, results) for name in names]
    return Findings(
        tuple(sorted(standings, key=lambda s: (np.isnan(s.rank), s.rank, s.name))),
        tuple(situations),
    )


def others(plan: Plan) -> list[str]:
    """The varied settings besides the initializer."""
    return [axis.name for axis in plan.varied if axis.name != "initializer"]


def _situations(results: Results) -> list[Situation]:
    names = others(results.plan)
    grouped: dict[tuple[tuple[str, Value], ...], dict[str, int]] = {}
    for cell in results.plan.cells:
        if results.there[cell.position].any():
            key = tuple((name, cell.values[name]) for name in names)
            grouped.setdefault(key, {})[_initializer(cell)] = cell.position
    return [Situation(key, cells, _medians(cells, results)) for key, cells in grouped.items()]


def _initializer(cell: Cell) -> str:
    return str(cell.values["initializer"])


def _medians(cells: dict[str, int], results: Results) -> dict[str, tuple[float, float, float]]:
    found = {}
    for name, position in cells.items():
        costs = results.cost[position][results.there[position]]
        interval = median_interval(costs)
        found[name] = float(quantile(costs, 0.5)), float(interval.low), float(interval.high)
    return found


def _compared(situation: Situation, results: Results) -> Situation:
    differences = list[Difference]()
    for a, b in combinations(situation.cells, 2):
        left, right = (results.cost[situation.cells[name]] for name in (a, b))
        # A run that lacks is no result; one that diverged is, and its pair stays.
        both = ~np.isnan(left) & ~np.isnan(right)
        if both.any():
            differences.append(Difference(a, b, paired(left[both], right[both])))
    return replace(situation, differences=tuple(differences))


def _adjusted(situations: Sequence[Situation]) -> list[Situation]:
    adjusted = iter(false_discovery([d.found.p for s in situations for d in s.differences]))
    found = list[Situation]()
    for situation in situations:
        differences = tuple(_judged(d, float(next(adjusted))) for d in situation.differences)
        worse = {d.b if d.better == d.a else d.a for d in differences if d.decided}
        best = [name for name in situation.cells if name not in worse]
        # Differences need not be transitive: if each is worse than another, the lowest stays.
        best = best or [min(situation.medians, key=lambda n: situation.medians[n][0])]
        best.sort(key=lambda name: situation.medians[name][0])
        found.append(replace(situation, differences=differences, best=tuple(best)))
    return found


def _judged(difference: Difference, p: float) -> Difference:
    more = None if p <= FALSE_SHARE else more_seeds(difference.found)
    return replace(difference, p=p, more=more)


def _standing(
    name: str, names: Sequence[str], situations: Sequence[Situation], results: Results
) -> Standing:
    positions = [s.cells[name] for s in situations if name in s.cells]
    ranks = _ranks(name, [s for s in situations if len(s.cells) == len(names)], results)
    there = results.there[positions]
    targets = results.target_at[positions][there]
    best = [s for s in situations if name in s.best]
    interval = median_interval(ranks) if len(ranks) else None
    return Standing(
        name,
        rank=float(quantile(ranks, 0.5)) if len(ranks) else nan,
        low=nan if interval is None else float(interval.low),
        high=nan if interval is None else float(interval.high),
        best_in=len(best),
        alone_in=sum(len(s.best) == 1 for s in best),
        situations=len(positions),
        diverged=int(results.diverged[positions].sum()),
        runs=int(there.sum()),
        still=int(results.still[positions].sum()),
        target_at=float(quantile(targets, 0.5))
        if len(targets) and results.plan.target_cost is not None
        else nan,
    )


def _ranks(name: str, situations: Sequence[Situation], results: Results) -> Array:
    """For each seed the rank of `name`, averaged over the situations; ties share ranks."""
    if not situations:
        return np.empty(0)
    total = np.zeros(len(results.plan.seeds))
    for situation in situations:
        own = results.cost[situation.cells[name]]
        all_of = np.array([results.cost[position] for position in situation.cells.values()])
        rank = 0.5 + (all_of < own).sum(axis=0) + 0.5 * (all_of == own).sum(axis=0)
        rank[np.isnan(all_of).any(axis=0)] = nan
        total += rank
    averaged = total / len(situations)
    return averaged[~np.isnan(averaged)]


def verdict(results: Results, found: Findings) -> str:
    """The sentence to read if one reads nothing else."""
    if not found.situations:
        return "No run is finished yet."
    if len(found.standings) == 1:
        costs = results.cost[results.there]
        return f"One initializer, {len(costs):,} runs: the median cost is {_amount(costs)}."
    first = found.standings[0]
    sentence = _place(first, found)
    undecided = [d for s in found.situations for d in s.differences if not d.decided]
    pairs = sum(len(s.differences) for s in found.situations)
    if not undecided:
        return f"{sentence} All {pairs:,} differences are beyond chance."
    needed = sorted(d.more for d in undecided if d.more is not None)
    sentence += f" {pairs - len(undecided):,} of {pairs:,} differences are beyond chance."
    if needed:
        middle = needed[len(needed) // 2]
        sentence += (
            f" For half of those that point somewhere, about {middle:,} more seeds would do."
        )
    return sentence


def _place(first: Standing, found: Findings) -> str:
    if first.situations == 1:
        best = found.situations[0].best
        if len(best) == 1:
            return f"{first.name} reaches the lowest cost."
        return f"Not enough seeds to say which is best: {', '.join(best)} are not told apart."
    return (
        f"{first.name} ranks first: in {first.best_in:,} of {first.situations:,} situations "
        f"nothing is shown to be better, in {first.alone_in:,} of them it beats all others."
    )


def _amount(costs: Array) -> str:
    median = float(quantile(costs, 0.5))
    return f"{median:.3g}" if isfinite(median) else "infinite: most diverged"
