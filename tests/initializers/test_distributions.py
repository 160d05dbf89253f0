"""Every entry has its distribution: at one seed always, at a thousand on demand."""

import numpy as np
import pytest

from tests.initializers import hand_worked
from tests.initializers.distributions import CHECKS, LEVEL, _check_unit, by_chance, check

DRAWN = [w for w in hand_worked.ALL if not w.refuses]
SEEDS, FEW_SEEDS = 1000, 10
ENOUGH = 10_000  # elements of a tensor for one of the thousand seeds


def named(worked):
    return worked.name


@pytest.mark.parametrize("worked", DRAWN, ids=named)
def test_what_is_drawn_has_the_papers_distribution(worked):
    check(worked, seed=0)


def test_a_million_checks_raise_no_false_alarm():
    assert len(DRAWN) * SEEDS * CHECKS * LEVEL < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("worked", DRAWN, ids=named)
def test_no_seed_raises_a_false_alarm(worked):
    # Fixed lengths have no chance to miss: they are there for their roundings, and QR takes time.
    for seed in range(SEEDS if by_chance(worked) else FEW_SEEDS):
        check(worked, seed, most=ENOUGH)


def units(kind, count=120_000):
    rng = np.random.default_rng(0)
    if kind == "uniform":
        return rng.uniform(-np.sqrt(3), np.sqrt(3), count)
    drawn = rng.standard_normal(count * 2)
    if kind == "truncated":
        drawn = drawn[np.abs(drawn) < 2] / 0.87962566103423978
    return drawn[:count]


# What is wrong with a tensor of 120,000 elements, and the check that says so.
WRONG = {
    "3 % too wide": (lambda u: 1.03 * u, "mean square"),
    "3 % too narrow": (lambda u: u / 1.03, "mean square"),
    "3 % beside its centre": (lambda u: u + 0.03, "mean"),
    "rows repeated": (lambda u: np.tile(u[:300], 400), "mean|cell|twice"),
    "elements in pairs": (lambda u: np.repeat(u[::2], 2), "twice"),
    "half of it 0": (lambda u: np.where(np.arange(u.size) % 2, u, 0) * np.sqrt(2), "cell"),
    "clipped": (lambda u: np.clip(u, -1.6, 1.6) / np.clip(u, -1.6, 1.6).std(), "cell"),
}


@pytest.mark.parametrize("kind", ["normal", "uniform", "truncated"])
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_noticed(kind, wrong):
    _check_unit(units(kind), kind)
    spoil, says = WRONG[wrong]
    with pytest.raises(AssertionError, match=says):
        _check_unit(spoil(units(kind)), kind)
