"""The judges alone: right samples of other makers pass at many seeds, near ones do not."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from initlab.course.judging import Failure, Law, follows_law, layers_differ
from initlab.course.judging.distribution import shape_chance, variance_chance

HE = Law("√(2 / inputs)", factor=sqrt(2), inputs=-0.5)
UNIFORM = Law("√(1 / inputs)", factor=1.0, inputs=-0.5, shape="uniform")
SHAPES = [(300, 150), (60, 300), (240, 60), (9, 240), (1, 9), (2, 1)]  # (outputs, inputs)


def sample(law, seed):
    rng = np.random.default_rng(seed)
    for outputs, inputs in SHAPES:
        if law is HE:
            yield rng.normal(0, np.sqrt(2 / inputs), (outputs, inputs))
        else:
            limit = np.sqrt(3 / inputs)
            yield rng.uniform(-limit, limit, (outputs, inputs))


def alarms(law, seeds):
    count = 0
    for seed in seeds:
        weights = list(sample(law, seed))
        try:
            follows_law(weights, law)
            layers_differ(weights)
        except Failure:
            count += 1
    return count


@pytest.mark.parametrize("law", [HE, UNIFORM], ids=["normal", "uniform"])
def test_right_samples_pass(law):
    assert alarms(law, range(10)) == 0


@pytest.mark.slow
@pytest.mark.parametrize("law", [HE, UNIFORM], ids=["normal", "uniform"])
def test_right_samples_pass_at_a_thousand_seeds(law):
    assert alarms(law, range(1000, 2000)) == 0


@pytest.mark.parametrize("factor", [0.95, 1.05])
def test_a_deviation_five_percent_off_does_not_pass(factor):
    with pytest.raises(Failure, match="standard deviation of W1"):
        follows_law([factor * weight for weight in sample(HE, 0)], HE)


@pytest.mark.parametrize("shape", ["normal", "uniform"])
def test_the_variances_chance_is_what_it_says(shape):
    # By simulation: of 2,000 right samples, as many lie below a chance as the chance says.
    rng = np.random.default_rng(5)
    limit = 3 * sqrt(3)
    chances = [
        variance_chance(
            rng.normal(0, 3, 12) if shape == "normal" else rng.uniform(-limit, limit, 1000),
            3.0,
            shape,
        )
        for _ in range(2_000)
    ]
    assert stats.kstest(chances, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    ("draw", "normal", "uniform"),
    [
        (lambda rng: rng.standard_normal(40_000), True, False),
        (lambda rng: rng.uniform(-sqrt(3), sqrt(3), 40_000), False, True),
        (lambda rng: rng.laplace(0, sqrt(0.5), 40_000), False, False),
    ],
)
def test_shapes_are_told_apart(draw, normal, uniform):
    values = draw(np.random.default_rng(1))
    assert (shape_chance(values, "normal") > 1e-6) is normal
    assert (shape_chance(values, "uniform") > 1e-6) is uniform


def test_a_repeated_layer_is_found_whatever_its_scale():
    draw = np.random.default_rng(2).normal(size=(30, 20))
    with pytest.raises(Failure, match="W2 repeats the random numbers of W1"):
        layers_differ([draw, 7 * draw.reshape(20, 30)])
    layers_differ([draw, np.random.default_rng(3).normal(size=(20, 30))])
