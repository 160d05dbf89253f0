"""The chaos horizon: where a run and its twin part, and what people are told."""

from dataclasses import replace

import numpy as np
import pytest

import initlab
from initlab.datasets import Dataset
from initlab.networks import History, Observation, Outcome, Spec
from initlab.study.batch import one_cell
from initlab.study.horizon import twin_parameters, undetermined_from, with_twin


def outcome(costs, at=(0, 10, 20)):
    observations = [
        Observation(iteration, cost, None, None, (), (), ())
        for iteration, cost in zip(at, costs, strict=True)
    ]
    return Outcome(History.of(observations[:-1]), observations[-1], ())


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((1.0, 0.5, 0.1), (1.0, 0.5, 0.1), None),
        ((1.0, 0.5, 0.1), (1.0, 0.5004, 0.1), None),  # apart by 8e-4 of the larger
        ((1.0, 0.5, 0.1), (1.0, 0.5006, 0.1), 10),  # by 1.2e-3
        ((1.0, 0.5, 0.1), (1.0, 0.5, 0.2), 20),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), None),
        ((1.0, np.nan, 0.1), (1.0, 0.5, 0.1), 10),
        ((np.inf, np.nan, np.nan), (np.inf, np.nan, np.nan), None),
    ],
)
def test_parting_is_a_thousandth_of_the_cost(ours, theirs, expected):
    assert undetermined_from(outcome(ours), outcome(theirs)) == expected


def test_a_twin_that_diverged_has_parted_there():
    ours, theirs = outcome((1.0, 0.5, 0.1)), outcome((1.0, 0.5), at=(0, 7))
    assert undetermined_from(ours, theirs) == 7


def test_a_twin_begins_one_unit_in_the_last_place_up():
    spec = Spec((2, 3, 1), seed=5)
    first, second = twin_parameters(spec)
    drawn = spec.draw()
    step = first.weights - drawn[0].weights
    np.testing.assert_array_equal(step, np.abs(np.spacing(drawn[0].weights)))
    np.testing.assert_array_equal(second.weights, drawn[1].weights)


def test_who_gets_a_twin():
    circles = initlab.datasets.load("circles")
    entries = [initlab.initializers.parse(f"random:scale={n}") for n in range(1, 11)]
    batch = one_cell(circles, Spec((2, 1)), entries, seed=0, seeds=3)
    assert with_twin(batch, everyone=False) == [0, 3, 6, 9, 12, 15, 18, 21]
    assert with_twin(batch, everyone=True) == list(range(30))


def pictures():
    """Wide data whose columns are nearly alike, as photographs are."""
    rng = np.random.default_rng(0)
    alike = rng.random((3000, 6)) @ rng.random((6, 40)) / 3
    x = np.clip(alike + 0.1 * rng.standard_normal((3000, 40)), 0, 1)
    y = rng.permutation(np.arange(40) % 2)
    return Dataset("alike", x, y, None, None, ("a", "b"), (3000,), "Mixtures of six patterns.")


def test_an_unstable_rate_has_a_horizon_and_a_small_one_has_none():
    calm, wild = (
        initlab.compare(
            pictures(), ["he"], layers=(5, 5), activation="tanh", learning_rate=rate, iterations=400
        )
        for rate in (1e-5, 0.01)
    )
    assert calm.results[0].undetermined_from is None
    assert "accident of rounding" not in str(calm)
    start = wild.results[0].undetermined_from
    assert start is not None
    assert wild.to_json()["runs"][0]["undetermined_from"] == start
    assert f"He from iteration {start:,}" in str(wild)
    assert "Dotted: digits" in wild._repr_html_()


def test_horizon_of_every_run_only_when_asked():
    asked = {"initializers": ["he"], "iterations": 30, "seeds": 3}
    assert [r.twin is None for r in initlab.compare(**asked).results] == [False, True, True]
    assert not any(r.twin is None for r in initlab.compare(**asked, horizon=True).results)


def test_twins_change_no_run():
    circles = initlab.datasets.load("circles")
    found = initlab.compare(circles, ["he"], iterations=50)
    alone = initlab.train([replace(found.runs[0])], circles)[0]
    assert found.results[0].outcome.history == alone.history
