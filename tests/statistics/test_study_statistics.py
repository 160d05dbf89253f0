"""Statistics of studies against SciPy, counting by hand, and simulation with fixed seeds."""

from dataclasses import replace
from itertools import combinations_with_replacement, product
from math import inf

import numpy as np
import pytest
from scipy import stats

from initlab.errors import DomainError, ShapeError
from initlab.statistics import (
    false_discovery,
    median_interval,
    more_seeds,
    paired,
    quantile,
    reached,
    share_interval,
)
from initlab.statistics.paired import bootstrap_of_median, differences_of


@pytest.mark.parametrize("count", [5, 6, 9, 12, 20, 51])
def test_a_median_interval_is_the_narrowest_pair_of_order_statistics_that_is_sure_enough(count):
    values = np.random.default_rng(count).normal(size=count)
    found = median_interval(values)
    ordered = np.sort(values)
    # By counting coin tosses: P(B ≤ r − 1) for B ~ B(count, 1/2).
    tails = np.cumsum(stats.binom.pmf(np.arange(count), count, 0.5))
    ranks = [r for r in range(1, count // 2 + 1) if 2 * tails[r - 1] <= 0.05]
    if not ranks:
        assert (found.low, found.high) == (-inf, inf)
    else:
        assert (found.low, found.high) == (ordered[ranks[-1] - 1], ordered[-ranks[-1]])


def test_a_median_interval_holds_the_median_as_often_as_it_says():
    draws = np.random.default_rng(1).exponential(size=(25, 4000))
    found = median_interval(draws)
    share = np.mean((found.low <= np.log(2)) & (np.log(2) <= found.high))
    assert 0.95 - 0.01 < share < 0.975


def test_a_median_interval_takes_infinity_as_a_value():
    found = median_interval([[1.0, inf]] * 7 + [[2.0, 3.0]])
    assert found.low.tolist() == [1.0, inf] or found.low.tolist() == [1.0, 3.0]
    assert found.high.tolist()[1] == inf


def test_a_share_has_wilsons_interval():
    z = stats.norm.ppf(0.975)
    for hits, of in [(0, 20), (3, 20), (20, 20), (499, 1000)]:
        p = hits / of
        middle = (p + z**2 / (2 * of)) / (1 + z**2 / of)
        half = z * np.sqrt(p * (1 - p) / of + z**2 / (4 * of**2)) / (1 + z**2 / of)
        wanted = max(middle - half, 0.0), min(middle + half, 1.0)
        assert share_interval(hits, of) == pytest.approx(wanted, abs=1e-12)
    assert share_interval(0, 0) == (0.0, 1.0)


def test_a_confidence_is_between_0_and_1():
    for wrong in (0.0, 1.0, -1.0, 95.0, float("nan")):
        with pytest.raises(DomainError, match="between 0 and 1"):
            median_interval([1.0, 2.0], wrong)


@pytest.mark.parametrize("count", [3, 5, 7, 9])
def test_the_bootstrap_of_a_median_is_that_of_all_resamples(count):
    values = np.arange(count, dtype=float)
    # All resamples, each by its probability: a multiset stands for its permutations.
    medians = {}
    for chosen in product(range(count), repeat=count) if count < 7 else _weighted(count):
        chosen, weight = chosen if isinstance(chosen[0], tuple) else (chosen, 1)
        middle = sorted(chosen)[count // 2]
        medians[middle] = medians.get(middle, 0) + weight
    total = sum(medians.values())
    below, low, high = 0.0, None, None
    for middle in sorted(medians):
        below += medians[middle] / total
        low = middle if low is None and below > 0.025 else low
        high = middle if high is None and below >= 0.975 else high
    assert bootstrap_of_median(values) == (low, high)


def _weighted(count):
    from math import factorial, prod

    for chosen in combinations_with_replacement(range(count), count):
        repeats = prod(factorial(chosen.count(k)) for k in set(chosen))
        yield chosen, factorial(count) // repeats


def test_the_bootstrap_agrees_with_scipys_on_many_resamples():
    values = np.random.default_rng(3).normal(size=31)
    found = bootstrap_of_median(values)
    drawn = stats.bootstrap(
        (values,), np.median, n_resamples=20_000, method="percentile", rng=1
    ).confidence_interval
    ordered = np.sort(values)
    for ours, theirs in zip(found, drawn, strict=True):
        assert abs(np.searchsorted(ordered, ours) - np.searchsorted(ordered, theirs)) <= 1


@pytest.mark.parametrize("count", [4, 6])
def test_of_an_even_number_the_bootstrap_encloses_that_of_all_resamples(count):
    values = np.random.default_rng(count).normal(size=count)
    ordered = np.sort(values)
    medians = np.sort([np.median(chosen) for chosen in product(values, repeat=count)])
    low, high = bootstrap_of_median(values)
    exact = medians[int(0.025 * len(medians))], medians[int(0.975 * len(medians))]
    assert low <= exact[0]
    assert exact[1] <= high
    # Not wider than it must be: the next value inwards is inside the exact interval.
    assert ordered[np.searchsorted(ordered, low) + 1] > exact[0]
    assert ordered[np.searchsorted(ordered, high) - 1] < exact[1]


def test_pairs_are_tested_as_scipy_does_and_none_is_dropped():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=30), rng.normal(0.4, size=30)
    assert paired(a, b).p == pytest.approx(stats.wilcoxon(a, b, method="exact").pvalue)
    assert paired(a, b).p == paired(b, a).p
    assert paired(a, b).effect == -paired(b, a).effect


@pytest.mark.parametrize("seed", range(12))
def test_signs_are_counted_out_where_differences_tie_or_vanish(seed):
    rng = np.random.default_rng(seed)
    differences = rng.integers(-2, 4, size=11).astype(float)
    all_signs = stats.PermutationMethod(n_resamples=np.inf)
    wanted = stats.wilcoxon(differences, zero_method="pratt", method=all_signs).pvalue
    assert paired(differences, np.zeros(11)).p == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(("diverge", "tie", "p"), [(4, 0, 1 / 8), (6, 0, 1 / 32), (4, 6, 1 / 8)])
def test_few_seeds_that_all_diverge_are_as_sure_as_their_signs(diverge, tie, p):
    # 2 of the 2ⁿ ways to toss n coins are all alike, and pairs that tie have no sign.
    assert paired([inf] * diverge + [1.0] * tie, [1.0] * (diverge + tie)).p == p


def test_zeros_take_part_in_the_ranking():
    # Ranks 3, 4, 5, 6, two of them up, 7 in all: 6 of the 16 choices have no more (none, 3, 4, 5,
    # 6, 3 + 4). Without the zeros it would be 3 of 1, 2, 3, 4, and 5 choices.
    assert paired([0.0, 0.0, 1.0, 2.0, -3.0, -4.0], [0.0] * 6).p == 12 / 16
    assert paired([0.0, 0.0, 0.0, 1.0, -2.0, -3.0, -4.0], [0.0] * 7).effect == -(5 + 6 + 7 - 4) / 22


def test_many_pairs_are_tested_as_scipy_does():
    differences = np.random.default_rng(2).integers(-3, 5, size=90).astype(float)
    wanted = stats.wilcoxon(differences, zero_method="pratt", method="asymptotic").pvalue
    assert paired(differences, np.zeros(90)).p == wanted


def test_half_of_the_pairs_infinitely_better_and_half_worse_is_no_difference():
    assert paired([inf, 1.0], [1.0, inf]).median == 0.0


def test_a_run_that_diverged_outranks_every_difference():
    a, b = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0], [2.0, 3.0, 4.0, 5.0, 6.0, inf]
    found = paired(a, b)
    assert found.seeds == 6
    assert found.p == pytest.approx(2 / 64)  # all 6 signs alike, of 64 equally likely
    assert (found.effect, found.lower, found.high) == (-1.0, 1.0, found.high)
    assert found.low == -inf
    both = paired([inf, inf], [inf, inf])
    assert (both.p, both.effect, both.median, both.lower) == (1.0, 0.0, 0.0, 0.5)
    # One against: its infinite difference has the highest rank, 4 of 1 + 2 + 3 + 4.
    one = paired([1.0, 1.0, 1.0, inf], [2.0, 3.0, 4.0, 1.0])
    assert one.effect == pytest.approx((4 - 6) / 10)


def test_differences_need_two_equal_lengths():
    with pytest.raises(ShapeError, match="two lists of one length"):
        differences_of([1.0, 2.0], [1.0])
    with pytest.raises(ShapeError, match="two lists of one length"):
        reached([0, 1], [0.5], 0.4)


NAN = float("nan")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: paired([1.0, NAN], [1.0, 2.0]), "NaN has no rank"),
        (lambda: median_interval([1.0, NAN]), "NaN has no rank"),
        (lambda: quantile([1.0, NAN], 0.5), "NaN has no rank"),
        (lambda: quantile([1.0], 1.5), "from 0 to 1; got 1.5"),
        (lambda: share_interval(5, 3), "0 to 3 hits; got 5"),
        (lambda: share_interval(-1, 3), "0 to 3 hits; got -1"),
        (lambda: false_discovery([0.5, 1.5]), "from 0 to 1; got 0.5 to 1.5"),
        (lambda: false_discovery([NAN]), "from 0 to 1"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(ask, words):
    with pytest.raises(DomainError, match=words):
        ask()


@pytest.mark.parametrize("ask", [lambda: quantile([], 0.5), lambda: median_interval([])])
def test_nothing_observed_is_refused(ask):
    with pytest.raises(ShapeError, match="At least one observation"):
        ask()


def test_adjusted_p_values_are_benjamini_and_hochbergs():
    p = np.array([[0.03, 0.001], [0.2, 0.04]])
    ordered = np.sort(p.ravel())
    wanted = [min(ordered[j] * 4 / (j + 1) for j in range(i, 4)) for i in range(4)]
    assert np.sort(false_discovery(p).ravel()).tolist() == pytest.approx(wanted)
    assert false_discovery(p).shape == (2, 2)
    assert false_discovery([]).size == 0


def test_so_many_more_seeds_decide_in_four_of_five_cases():
    rng = np.random.default_rng(8)
    shift = 0.5
    large = rng.normal(shift, size=4000)
    estimate = paired(large, np.zeros(4000))
    few = type(estimate)(10, shift, -1.0, 1.0, 0.2, estimate.effect, estimate.lower)
    total = 10 + more_seeds(few)
    rejected = [
        stats.wilcoxon(rng.normal(shift, size=total), method="asymptotic").pvalue < 0.05
        for _ in range(1000)
    ]
    assert 0.74 < np.mean(rejected) < 0.86


def test_no_number_of_seeds_decides_between_equals():
    same = paired([1.0, 2.0], [1.0, 2.0])
    assert more_seeds(same) is None
    # Noether with all signs alike, 2p − 1 = 1: (1.96 + 0.84)² / (3 / 4) = 10.5, so 11 in all.
    alike = paired([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    assert more_seeds(alike) == 8
    assert more_seeds(replace(alike, seeds=20)) == 1
    tiny = type(same)(1000, 0.0, -1.0, 1.0, 0.9, effect=0.005, lower=0.5)
    assert more_seeds(tiny) is None


def test_a_target_is_reached_at_a_measured_iteration():
    assert reached([0, 5, 10], [1.0, 0.4, 0.6], 0.4) == 5
    assert reached([0, 5], [1.0, float("nan")], 0.4) == inf
