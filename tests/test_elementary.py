"""Elementary functions against mpmath, at dense and at awkward points."""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp
import numpy as np
import pytest

from initlab import elementary

mp.mp.dps = 40


def ulps(function: Callable, exact: Callable, points: np.ndarray) -> float:
    """Largest distance to the exact value, in units of the spacing at that value."""
    worst = 0.0
    for point, value in zip(points.tolist(), function(points).tolist(), strict=True):
        truth = exact(mp.mpf(point))
        worst = max(
            worst, float(abs(mp.mpf(value) - truth) / mp.mpf(np.spacing(abs(float(truth)))))
        )
    return worst


def both_signs(low: float, high: float, count: int = 1500) -> np.ndarray:
    rng = np.random.default_rng(5)
    sizes = np.exp(rng.uniform(np.log(low), np.log(high), count))
    return np.concatenate([sizes, -sizes])


def even(low: float, high: float, count: int = 3000) -> np.ndarray:
    return np.random.default_rng(6).uniform(low, high, count)


def logistic(x: mp.mpf) -> mp.mpf:
    return 1 / (1 + mp.exp(-x))


# Around tan(π/8) and tan(3π/8), where one formula of arctan takes over from another.
ARCTAN_JOINS = np.r_[np.sqrt(2) - 1 + both_signs(1e-16, 1e-2), np.sqrt(2) + 1 + even(-0.01, 0.01)]
# Small, around the joins of its pieces (x² = 1 − e^−3 and 1 − e^−16), and up to the last below 1.
ERFINV_POINTS = np.r_[
    np.exp(np.random.default_rng(7).uniform(-690, 0, 300)),
    np.sqrt(-np.expm1([-2.99, -3, -3.01, -15.9, -16, -16.1])),
    1 - np.exp2(-np.random.default_rng(8).uniform(1, 53, 300)),
    1 - 2.0**-53,
]

# name: exact function, points, limit in ulp (the docstrings promise these)
CASES = {
    "exp": (mp.exp, np.r_[even(-708, 709.78), both_signs(1e-20, 1)], 1),
    "expm1": (mp.expm1, np.r_[even(-50, 709.78), both_signs(1e-300, 1)], 2),
    "log": (mp.log, np.r_[np.exp(even(-740, 709)), 1 + both_signs(1e-15, 0.5)], 1),
    "log1p": (mp.log1p, np.r_[even(-0.999, 20), both_signs(1e-300, 0.5)], 2),
    "tanh": (mp.tanh, np.r_[even(-25, 25), both_signs(1e-300, 3)], 2),
    "sigmoid": (logistic, np.r_[even(-700, 40), both_signs(1e-20, 10)], 2),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), np.r_[even(-700, 700), even(-5, 5)], 2),
    "erf": (mp.erf, np.r_[even(-7, 7), both_signs(1e-300, 2)], 2),
    "sin": (mp.sin, np.r_[even(-20, 20), even(-(2**20), 2**20), both_signs(1e-300, 1)], 2),
    "erfinv": (mp.erfinv, np.r_[even(-1, 1, 700), ERFINV_POINTS, -ERFINV_POINTS], 3),
    "sinpi": (mp.sinpi, np.r_[even(-3, 3), even(-(2**20), 2**20), both_signs(1e-300, 1)], 2),
    "cospi": (mp.cospi, np.r_[even(-3, 3), even(-(2**20), 2**20), both_signs(1e-20, 1)], 2),
    "cos": (mp.cos, np.r_[even(-20, 20), even(-(2**20), 2**20), both_signs(1e-20, 1)], 2),
    "arctan": (mp.atan, np.r_[even(-4, 4), both_signs(1e-300, 1e300), ARCTAN_JOINS], 2),
}


@pytest.mark.parametrize("name", CASES)
def test_within_the_promised_ulps_of_mpmath(name):
    exact, points, limit = CASES[name]
    assert ulps(getattr(elementary, name), exact, points) <= limit


def test_sine_next_to_multiples_of_pi():
    multiples = np.arange(1, 4000) * (np.pi / 2)
    points = np.r_[multiples, np.nextafter(multiples, 0), np.nextafter(multiples, 1e9)]
    assert ulps(elementary.sin, mp.sin, points) <= 2
    assert ulps(elementary.cos, mp.cos, points) <= 2


SPECIAL = {
    "exp": {np.inf: np.inf, -np.inf: 0.0, 0.0: 1.0, 710.0: np.inf, -746.0: 0.0},
    "expm1": {np.inf: np.inf, -np.inf: -1.0, 0.0: 0.0, 710.0: np.inf},
    "log": {np.inf: np.inf, 0.0: -np.inf, 1.0: 0.0, -1.0: np.nan, 5e-324: float(mp.log(5e-324))},
    "log1p": {np.inf: np.inf, -1.0: -np.inf, 0.0: 0.0, -2.0: np.nan, 1e308: float(mp.log(1e308))},
    "tanh": {np.inf: 1.0, -np.inf: -1.0, 0.0: 0.0},
    "sigmoid": {np.inf: 1.0, -np.inf: 0.0, 0.0: 0.5},
    "softplus": {np.inf: np.inf, -np.inf: 0.0, 1e308: 1e308},
    "erf": {np.inf: 1.0, -np.inf: -1.0, 0.0: 0.0},
    "erfinv": {1.0: np.inf, -1.0: -np.inf, 0.0: 0.0, 1.5: np.nan, -np.inf: np.nan},
    "sin": {np.inf: np.nan, 0.0: 0.0, 2e6: np.nan},
    "sinpi": {np.inf: np.nan, 0.0: 0.0, 0.5: 1.0, 1.0: 0.0, 1.5: -1.0, 2e6: np.nan},
    "cospi": {np.inf: np.nan, 0.0: 1.0, 0.5: 0.0, 1.0: -1.0, 1.5: 0.0, 2e6: np.nan},
    "cos": {np.inf: np.nan, 0.0: 1.0},
    "arctan": {np.inf: float(mp.pi / 2), -np.inf: -float(mp.pi / 2), 0.0: 0.0, 5e-324: 5e-324},
}


@pytest.mark.parametrize("name", SPECIAL)
def test_ends_of_the_range_and_nan(name):
    function = getattr(elementary, name)
    for point, value in SPECIAL[name].items():
        np.testing.assert_array_equal(function(point), value, err_msg=f"{name}({point})")
    assert np.isnan(function(np.nan))


def test_subnormal_exponentials_round_within_one_spacing():
    points = np.linspace(-745, -708.4, 500)
    for point, value in zip(points.tolist(), elementary.exp(points).tolist(), strict=True):
        assert abs(mp.mpf(value) - mp.exp(point)) <= mp.mpf("1.01") * mp.mpf(5e-324) * 1.01


def test_shape_does_not_matter():
    points = even(-30, 30, 64)
    for name in CASES:
        function = getattr(elementary, name)
        one_by_one = np.array([float(function(p)) for p in points]).reshape(8, 8)
        np.testing.assert_array_equal(function(points.reshape(8, 8)[::2]), one_by_one[::2])
