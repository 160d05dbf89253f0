"""What a study says, against results written by hand whose answer is known."""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from initlab.report import render
from initlab.study.findings import findings, verdict
from initlab.study.python_plan import plan
from initlab.study.record import Record, pack
from initlab.study.results import gather
from initlab.study.store import Damage, open_store, read_store
from initlab.study.study_page import page_of, study_page

SEEDS = 12
PLAN = plan(
    initializer=["he", "xavier", "zeros"],
    learning_rate=[0.01, 0.1],
    iterations=20,
    points=2,
    seeds=SEEDS,
    target_cost=0.5,
)
NOISE = np.random.default_rng(0).normal(size=(2, SEEDS))


def cost(start: str, rate: float, seed: int) -> float:
    """At 0.01 he beats xavier on every seed; at 0.1 they are alike, and zeros diverges."""
    noise = float(NOISE[int(rate > 0.05), seed])
    if start == "zeros":
        return inf if rate > 0.05 else 0.7
    base = 0.3 + 0.01 * seed
    if rate < 0.05:
        return base + (0.1 if start == "xavier" else 0.0)
    return base + (0.001 * noise if start == "xavier" else 0.0)


def records() -> list[Record]:
    made = []
    for cell in PLAN.cells:
        start, rate = str(cell.values["initializer"]), float(cell.values["learning_rate"])
        for seed, run in zip(PLAN.seeds, PLAN.ids(cell), strict=True):
            end = cost(start, rate, seed)
            bad = end == inf
            curve = [[0.0, 0.7], [7.0 if bad else 10.0, 0.6]] + ([] if bad else [[20.0, end]])
            numbers = np.array([[*point, nan, nan] for point in curve])
            made.append(
                Record(
                    run,
                    end,
                    None if bad else 0.9,
                    None,
                    8 if bad else None,
                    2 if bad else None,
                    pack(numbers),
                )
            )
    return made


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("study") / "hand.study"
    with open_store(path, PLAN) as store:
        store.write(records())
    return path


@pytest.fixture(scope="module")
def results(path):
    with read_store(path) as store:
        return gather(store)


def test_results_are_what_was_written(results):
    for cell in PLAN.cells:
        start, rate = str(cell.values["initializer"]), float(cell.values["learning_rate"])
        wanted = [cost(start, rate, seed) for seed in PLAN.seeds]
        assert results.cost[cell.position].tolist() == wanted
    zeros = next(
        cell.position
        for cell in PLAN.cells
        if (cell.values["initializer"], cell.values["learning_rate"]) == ("zeros", 0.1)
    )
    assert results.diverged_at[zeros].tolist() == [8.0] * SEEDS
    assert results.diverged_layer[zeros].tolist() == [2.0] * SEEDS
    assert results.target_at[zeros].tolist() == [inf] * SEEDS
    assert results.lacking == 0
    # Its last measurement is of update 7, where the others have none: the curve ends before it.
    curve = results.curves[zeros]
    assert curve.iterations.tolist() == [0.0, 7.0]


def test_differences_are_paired_and_corrected(results):
    found = findings(results)
    low, high = found.situations
    assert (low.title, high.title) == ("learning rate 0.01", "learning rate 0.1")
    assert low.best == ("he",)
    assert set(high.best) == {"he", "xavier"}
    p = []
    for rate in (0.01, 0.1):
        columns = {
            s: np.array([cost(s, rate, k) for k in PLAN.seeds]) for s in ("he", "xavier", "zeros")
        }
        columns["zeros"][np.isinf(columns["zeros"])] = 100.0
        for a, b in (("he", "xavier"), ("he", "zeros"), ("xavier", "zeros")):
            difference = columns[a] - columns[b]
            signs = stats.PermutationMethod(n_resamples=np.inf)
            p.append(stats.wilcoxon(difference, zero_method="pratt", method=signs).pvalue)
    adjusted = stats.false_discovery_control(p)
    ours = [d.p for s in found.situations for d in s.differences]
    assert ours == pytest.approx(adjusted.tolist(), rel=1e-9)
    assert [d.decided for s in found.situations for d in s.differences] == [
        *(True, True, True),
        *(False, True, True),
    ]


def test_the_ranking_counts_situations_and_failures(results):
    standings = {s.name: s for s in findings(results).standings}
    he, xavier, zeros = (standings[name] for name in ("he", "xavier", "zeros"))
    assert (he.best_in, he.alone_in, he.situations) == (2, 1, 2)
    assert (xavier.best_in, zeros.best_in) == (1, 0)
    assert (zeros.diverged, zeros.runs) == (SEEDS, 2 * SEEDS)
    assert zeros.rank == 3.0  # last in both situations, for every seed
    # At 0.01 always 1; at 0.1 it is 1 where the noise makes xavier worse, else 2.
    assert he.rank == np.median(np.where(NOISE[1] > 0, 1.0, 1.5))
    assert xavier.rank < zeros.rank
    assert he.target_at == 20.0


def test_the_verdict_says_who_is_first_and_what_is_open(results):
    sentence = verdict(results, findings(results))
    assert sentence.startswith("he ranks first: in 2 of 2 situations nothing is shown to be better")
    assert "5 of 6 differences are beyond chance" in sentence


def test_what_lacks_and_what_is_damaged_is_named_not_averaged(results):
    cost_of = results.cost.copy()
    cost_of[0, 3] = nan
    hole = replace(
        results, cost=cost_of, damaged=(Damage("initializer = he, seed 3", "a checksum"),)
    )
    page = render(page_of(hole, findings(hole)))
    assert "1 of these runs have no result" in page
    assert "initializer = he, seed 3" in page


def test_the_page_is_whole_offline_and_repeats_the_plan(path):
    with read_store(path) as store:
        page = render(study_page(store))
    for heading in ("Ranking", "Situation by situation", "Curves", "What went wrong", "The plan"):
        assert f">{heading}<" in page
    assert "never the data" in page
    assert PLAN.sources[0].fingerprint in page
    assert not re.search(r'(src|href)="https?://', page)
    assert "12 of 24" in page  # zeros diverged


def test_text_of_the_users_is_escaped(path, results):
    name = "<script>alert(1)</script>"
    axes = tuple(
        replace(axis, values=(name, *axis.values[1:])) if axis.name == "initializer" else axis
        for axis in PLAN.axes
    )
    fake = replace(results, plan=replace(PLAN, axes=axes, starts=((name, name),)))
    assert name not in render(page_of(fake, findings(fake)))
