"""The findings of a study as tables of texts and numbers, for the page and the terminal."""

from __future__ import annotations

from math import inf, isfinite, isnan

import numpy as np

from initlab.report import Table, number
from initlab.study.findings import FALSE_SHARE, Findings, Situation, Standing, others
from initlab.study.results import Results
from initlab.study.settings import shown, words

MOST_ROWS = 200  # of a table on a page


def ranking(found: Findings) -> Table:
    """The initializers, best first."""
    with_target = any(not isnan(s.target_at) for s in found.standings)
    columns = ["Initializer", "Mean rank", "95 %", "Not beaten in", "Beats all in", "Diverged"]
    return Table(
        [*columns, *(["Target at"] if with_target else [])],
        [
            [*_standing(s), *([_iteration(s.target_at)] if with_target else [])]
            for s in found.standings
        ],
        "Rank among the initializers by final cost (1 is the lowest), averaged over situations: "
        "median over the seeds and its interval; a run that diverged ranks last. A situation is "
        "one combination of all other settings; not beaten means that no other is shown to be "
        f"better there, at a false discovery rate of {FALSE_SHARE:.0%}.",
    )


def _standing(s: Standing) -> list[str | float | None]:
    interval = "–" if not isfinite(s.low) else f"{s.low:.2f}–{s.high:.2f}"
    return [
        s.name,
        None if isnan(s.rank) else round(s.rank, 2),
        interval,
        f"{s.best_in:,} of {s.situations:,}",
        f"{s.alone_in:,}",
        f"{s.diverged / s.runs:.1%}" if s.runs else "–",
    ]


def _iteration(at: float) -> str:
    return "never by half" if at == inf else "–" if isnan(at) else f"{at:,.0f}"


def situations(found: Findings, results: Results) -> Table:
    """Who leads where; the first `MOST_ROWS` situations."""
    names = others(results.plan)
    kept = found.situations[:MOST_ROWS]
    rest = len(found.situations) - len(kept)
    more = f" {rest:,} more situations stand in the export." if rest else ""
    return Table(
        [
            *map(words, names),
            "Lowest",
            "Median cost (95 %)",
            "Not told apart from it",
            "Seeds lacking",
        ],
        [_situation(s) for s in kept],
        "In each situation the initializer with the lowest cost, among those that nothing is shown "
        "to be better than; those that the seeds do not tell apart from it; and about how many "
        f"more seeds would, where something points either way.{more}",
    )


def _situation(s: Situation) -> list[str | float | None]:
    leader = s.leader
    median, low, high = s.medians[leader]
    ties = [name for name in s.best if name != leader]
    about = [
        d.more
        for d in s.differences
        if d.more is not None and leader in (d.a, d.b) and ({d.a, d.b} - {leader}) <= set(ties)
    ]
    return [
        *(shown(value) for _, value in s.values),
        leader,
        f"{number(median, 3)} ({number(low, 3)}–{number(high, 3)})" if low > -inf else median,
        ", ".join(ties) or "–",
        f"{max(about):,}" if about else "–",
    ]


def differences(found: Findings) -> Table:
    """Every pair of initializers, over the situations."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for situation in found.situations:
        for d in situation.differences:
            wins = pairs.setdefault((d.a, d.b), [0, 0, 0])
            wins[0 if d.better == d.a else 1 if d.better == d.b else 2] += 1
    effects = {
        pair: float(
            np.median(
                [
                    d.found.lower
                    for s in found.situations
                    for d in s.differences
                    if (d.a, d.b) == pair
                ]
            )
        )
        for pair in pairs
    }
    return Table(
        ["Pair", "First better", "Second better", "Not decided", "First lower on"],
        [
            [f"{a} – {b}", won, lost, open_, f"{effects[a, b]:.0%} of seeds"]
            for (a, b), (won, lost, open_) in pairs.items()
        ],
        "In how many situations one of two is shown to be better: Wilcoxon's signed-rank test on "
        "differences within each seed, with Benjamini and Hochberg's correction for the number of "
        "comparisons. The last column is the median over situations.",
    )


def failures(found: Findings, results: Results) -> Table:
    """What went wrong, for each initializer."""
    rows = list[list[str | float | None]]()
    for s in found.standings:
        cells = [t.cells[s.name] for t in found.situations if s.name in t.cells]
        at, layer = (
            a[cells][~np.isnan(a[cells])] for a in (results.diverged_at, results.diverged_layer)
        )
        low, high = s.diverged_share
        rows.append(
            [
                s.name,
                f"{s.diverged:,} of {s.runs:,}",
                f"{low:.1%}–{high:.1%}",
                f"{np.median(at):,.0f}" if len(at) else "–",
                f"{int(np.bincount(layer.astype(int)).argmax())}" if len(layer) else "–",
                f"{s.still:,}",
            ]
        )
    return Table(
        ["Initializer", "Diverged", "95 %", "Median update", "Mostly in layer", "Did not move"],
        rows,
        "A run diverged when an update made a parameter infinite or NaN, first in that layer. "
        "It did not move if its cost ended within 1 % of where it began.",
    )
