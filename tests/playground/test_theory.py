"""The page's theory against the library's."""

from itertools import pairwise

import numpy as np
import pytest

from initlab import activations, initializers
from initlab.initializers.laws import std
from initlab.theory import Block, derivative_map, variance_map

# Relative error of the page's interpolation, where a value is not below 1e-9 (there both are 0 on
# any picture). Shrinking activations die out faster than a cubic follows, and gcu turns quickly.
USUAL, LESS_SMOOTH = 0.004, 0.1
LESS = {"softshrink", "hard_shrink", "gcu"}


def test_the_tables_are_as_exact_as_they_say(page):
    q = 10.0 ** np.random.default_rng(0).uniform(-6, 6, 60)
    wanted = [[name, value] for name in activations.names() for value in q.tolist()]
    got = np.array(page("maps", wanted)).reshape(len(activations.names()), len(q), 2)
    for name, values in zip(activations.names(), got, strict=True):
        block = Block(name, weight_var=1.0)
        for column, true in enumerate((variance_map(block, q), derivative_map(block, q))):
            seen = true > 1e-9
            error = np.abs(values[seen, column] / true[seen] - 1).max(initial=0)
            assert error < (LESS_SMOOTH if name in LESS else USUAL), name


def test_beyond_the_tables_it_goes_on_straight(page):
    (small, _), (large, _), (nothing, _), (half, _) = page(
        "maps", [["tanh", 1e-9], ["relu", 1e9], ["relu", 0], ["sigmoid", 0]]
    )
    assert small == pytest.approx(1e-9, rel=1e-3)
    assert large == pytest.approx(5e8, rel=1e-3)
    assert nothing < 1e-200
    assert half == pytest.approx(0.25, rel=1e-3)


@pytest.mark.parametrize(
    "start", ["he", "glorot_uniform", "random:scale=0.1", "he_truncated", "gained:activation=tanh"]
)
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu"])
def test_a_profile_follows_the_maps(page, activation, start):
    sizes = [2, 10, 30, 20, 3]
    got = page("profiles", [[activation, sizes, start, 0.5]])[0]
    law = initializers.parse(start).law
    q, arriving = [], 0.5
    for inputs, outputs in pairwise(sizes):
        weight_var = inputs * std(law, (outputs, inputs)) ** 2
        if q:
            arriving = float(variance_map(Block(activation, 1.0), q[-1]))
            chi = derivative_map(Block(activation, weight_var * outputs / inputs), q[-1])
            assert got["backward"][len(q) - 1] == pytest.approx(float(chi), rel=0.01)
            assert got["meanSquare"][len(q) - 1] == pytest.approx(arriving, rel=0.01)
        q.append(weight_var * arriving)
    assert got["variance"] == pytest.approx(q, rel=0.01)


def test_weights_with_a_mean_have_no_profile(page):
    assert page("profiles", [["relu", [2, 4, 1], "constant", 1.0]]) == [None]
