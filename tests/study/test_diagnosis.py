"""What the verdict says, for starts whose fate is known beforehand."""

import numpy as np
import pytest

import initlab
from initlab.datasets import Dataset
from initlab.study.diagnosis import know_nothing_cost


def data(x, y, name="made"):
    names = tuple(str(k) for k in range(int(max(y)) + 1))
    return Dataset(name, x, y, None, None, names, (len(x),), "By hand.")


def causes(found):
    return [(row.diagnosis.cause, row.diagnosis.learned) for row in found.rows]


def test_knowing_nothing_costs_the_entropy_or_the_variance():
    four = data([[0.0] * 4], [0, 0, 0, 1])
    # −¾ log ¾ − ¼ log ¼, and half of ¾ · ¼.
    assert know_nothing_cost(four, "binary") == pytest.approx(0.5623351446188083, rel=1e-15)
    assert know_nothing_cost(four, "squared") == pytest.approx(0.09375, rel=1e-15)


def test_a_saturated_start_that_never_learns_does_not_win():
    found = initlab.compare(iterations=300)
    assert ("saturated", False) in causes(found)
    assert found.verdict.startswith("None of these starts learns")


def test_a_network_that_only_knows_the_classes_shares_has_not_learned():
    rng = np.random.default_rng(0)
    far = data(rng.standard_normal((2, 200)) + 1000.0, rng.integers(0, 2, 200))
    found = initlab.compare(far, ["he", "random"], iterations=200)
    assert not any(row.diagnosis.learned for row in found.rows)
    assert "inputs not scaled" in found.rows[1].comment


def test_rare_classes_do_not_make_zeros_too_large():
    rng = np.random.default_rng(1)
    y = (np.arange(200) < 8).astype(int)
    rare = data(rng.standard_normal((2, 200)) + 3 * y, y)
    found = initlab.compare(rare, ["zeros", "he"], layers=(), iterations=3000, learning_rate=0.5)
    assert causes(found) == [("", True), ("", True)]
    assert "too large" not in str(found)


def test_dead_units_are_called_silent_and_not_small():
    def dead(sizes):
        weights = {f"W{k}": np.random.randn(sizes[k], sizes[k - 1]) for k in range(1, len(sizes))}
        biases = {f"b{k}": np.full((n, 1), -100.0) for k, n in enumerate(sizes[1:], 1)}
        return weights | biases | {f"b{len(biases)}": np.zeros((1, 1))}

    found = initlab.compare(initializers=[dead], iterations=20)
    assert causes(found) == [("silent", False)]
    assert "all units of layer 1 are silent at the start" in found.verdict


def test_a_signal_that_fades_is_called_so():
    found = initlab.compare(initializers=["random:scale=.001"], iterations=200)
    assert causes(found) == [("faded", False)]
    assert "weights too small: the signal fades to" in found.verdict


def test_a_little_progress_is_hardly_learning():
    found = initlab.compare(initializers=["he"], iterations=1000)
    assert causes(found) == [("stuck", False)]
    assert "has hardly learned, cost still 0.688" in found.verdict


def test_equal_units_that_solve_the_problem_have_learned():
    found = initlab.compare(
        "blobs", ["zeros"], layers=(5,), activation="sigmoid", learning_rate=1.0, iterations=1500
    )
    assert causes(found) == [("symmetric", True)]
    assert found.verdict.startswith("zeros trains this network best")


def test_a_start_that_is_already_good_has_learned():
    trained = initlab.compare(initializers=["he"], learning_rate=0.1, iterations=8000)
    good = trained.results[0].outcome.parameters

    def warm(sizes):
        return {
            key: part
            for k, layer in enumerate(good, 1)
            for key, part in ((f"W{k}", layer.weights), (f"b{k}", layer.biases))
        }

    found = initlab.compare(initializers=[warm], iterations=5)
    assert causes(found) == [("", True)]


def test_a_cost_that_is_not_finite_is_divergence():
    found = initlab.compare(initializers=["he", "random:scale=1e160"], layers=(1,), iterations=0)
    assert causes(found)[1] == ("diverged", False)
    assert found.rows[1].over_seeds.diverged_in == 1


def test_every_seed_counts_in_the_verdict():
    found = initlab.compare(
        initializers=["he", "xavier"],
        layers=(3, 3),
        learning_rate=0.3,
        iterations=1500,
        seed=2,
        seeds=9,
    )
    he, xavier = (row.over_seeds for row in found.rows)
    finals = {n: [r.outcome.final.cost for r in found.of(n)] for n in ("he", "xavier")}
    limit = 0.95 * np.log(2)
    assert he.learned_in == sum(cost < limit for cost in finals["he"])
    medians = {name: np.median(costs) for name, costs in finals.items()}
    best = min(medians, key=medians.get)
    assert found.verdict.lower().startswith(
        f"{best} has the lowest median cost"
        if best == "he"
        else "xavier (1/n_in) has the lowest median cost"
    )
    lowest = sum(a < b for a, b in zip(finals["he"], finals["xavier"], strict=True))
    assert (he.lowest_in, xavier.lowest_in) == (lowest, 9 - lowest)


def test_level_costs_are_called_level_and_neither_is_last():
    found = initlab.compare(
        "blobs",
        ["random:scale=0.5", "random:scale=0.51"],
        layers=(),
        learning_rate=0.5,
        iterations=2000,
    )
    assert "about equally well" in found.verdict
    assert "is last" not in found.verdict


def test_a_function_with_a_seed_of_its_own_is_reported():
    def seeded(sizes):
        np.random.seed(3)
        return {
            f"{kind}{k}": np.random.randn(sizes[k], sizes[k - 1] if kind == "W" else 1)
            for k in range(1, len(sizes))
            for kind in "Wb"
        }

    found = initlab.compare(initializers=[seeded], iterations=5, seeds=3)
    assert "seeded ignores the seed: its 3 runs are one and the same." in str(found)


def test_squared_loss_speaks_of_no_nats():
    found = initlab.compare(
        "blobs", ["he"], layers=(), loss="squared", learning_rate=0.1, iterations=500
    )
    page = found._repr_html_()
    assert found.rows[0].diagnosis.learned
    assert "half the mean squared error" in page
    assert "nats" not in page
