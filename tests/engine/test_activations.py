"""The kernel's activations against the definition's, one number at a time."""

from dataclasses import replace

import numpy as np
import pytest

import initlab.engine.fleet as fleet_module
from initlab import activations
from initlab.engine import train
from initlab.initializers import Layer
from initlab.networks import Spec
from tests.engine.test_bits import WIDTHS, Data, by_definition, same_bits

EVERYWHERE = np.r_[
    [0.0, 5e-324, 1e-300, 1e-9, 0.5, 1.0, 4.0, 40.0, 709.8, 1e4, 2.0**30, 1e100, 1e160, 1e300],
    np.random.default_rng(4).uniform(0, 12, 5),
]


@pytest.mark.skipif(not WIDTHS, reason="no engine")
@pytest.mark.parametrize("entry", activations.ALL, ids=lambda entry: entry.name)
def test_kernel_and_definition_agree_at_kinks_and_far_out(entry, monkeypatch):
    kinks = np.array(entry.kinks)
    points = np.r_[
        EVERYWHERE, -EVERYWHERE, kinks, np.nextafter(kinks, -np.inf), np.nextafter(kinks, np.inf)
    ]
    with np.errstate(all="ignore"):
        values = entry.value(points)
    # Networks of one unit per layer and one example, z = 0 · ½ + point. Target −1 and output 0
    # make ∂cost/∂output 1. So one update by 1 turns the output's weight 0 into −φ, and with a
    # weight of 1, and a bias of −φ to keep the output 0, the first weight into −φ′/2.
    parameters = [
        (Layer(np.zeros((1, 1)), np.full((1, 1), point)), Layer(weight, bias))
        for point, value in zip(points, values, strict=True)
        for weight, bias in (
            (np.zeros((1, 1)), np.zeros((1, 1))),
            (np.ones((1, 1)), np.full((1, 1), -value)),
        )
    ]
    data = Data(np.full((1, 1), 0.5), np.full((1, 1), -1.0), None, None)
    spec = Spec((1, 1, 1), entry.name, "squared", learning_rate=1.0, iterations=1)
    specs = [replace(spec, seed=seed) for seed in range(len(parameters))]
    expected = [
        by_definition(one, start, data) for one, start in zip(specs, parameters, strict=True)
    ]
    finite = np.isfinite(values)
    learned = np.array([outcome.parameters[1].weights.item() for outcome in expected[::2]])
    np.testing.assert_array_equal(learned[finite], -values[finite])
    slopes = np.array([outcome.parameters[0].weights.item() for outcome in expected[1::2]])
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(slopes[finite], -entry.slope(points, values)[finite] / 2)
    for width, per_group in [*((w, w) for w in WIDTHS), *((w, 1) for w in WIDTHS)]:
        grouping = width, per_group
        monkeypatch.setattr(fleet_module, "lanes_for", lambda *_, chosen=grouping: chosen)
        for ours, theirs in zip(train(specs, data, parameters=parameters), expected, strict=True):
            same_bits(ours, theirs)
