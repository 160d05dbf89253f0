"""Theory and engine know nothing of each other: each is the other's witness."""

from __future__ import annotations

import numpy as np
import pytest

from initlab.study.random_networks import measure
from initlab.theory import Block, profile
from tests.study.finite_width import expected

# tanh in the chaotic phase, ReLU and GELU on the edge; q and c of the first layer.
STARTS = {
    "tanh": (Block("tanh", weight_var=2.0, bias_var=0.05), 1.0, 0.2),
    "relu": (Block("relu", weight_var=2.0), 1.0, 0.2),
    "gelu": (Block("gelu", weight_var=1.983058, bias_var=0.172922), 3.0, 0.2),
}
FULL = [(name, width) for name in STARTS for width in (256, 1024)]


def signal_std(layers, width):
    """Of log Q, Q the variance of z given the layer below: z² itself varies by 2 / width more."""
    return np.sqrt(np.maximum(layers.variance_log_std**2 - 2.0 / width, 0.0))


def deviations(name, width, depth, networks, seed):
    """Mean over networks − expectation, in standard errors, of every layer that has any chance."""
    block, q, c = STARTS[name]
    measured = measure(block, width, depth, networks, q, c, seed)
    mean = expected(block, width, depth, q, c)
    layers = profile(block, [width] * depth, q)
    # Of logarithms, and of Fisher's atanh c: these are nearly normal, the numbers are not. The
    # first layer's q and c and the last one's relative gradient have no spread.
    over = 1.0 / np.sqrt(networks)
    variance = np.log(measured.variance).mean(axis=0) - mean.log_variance
    correlation = np.arctanh(measured.correlation).mean(axis=0) - mean.fisher
    gradient = np.log(measured.gradient).mean(axis=0) - mean.log_gradient
    return np.concatenate(
        [
            variance[1:] / (signal_std(layers, width)[1:] * over),
            correlation[1:] / (mean.fisher_std[1:] * over),
            gradient[:-1] / (layers.gradient_log_std[:-1] * over),
        ]
    )


def agree(z):
    return np.mean(np.abs(z) <= 3) >= 0.99 and np.abs(z).max() <= 5


@pytest.mark.parametrize("name", STARTS)
def test_what_networks_do_on_average_is_what_theory_predicts(name):
    z = deviations(name, width=128, depth=10, networks=60, seed=1)
    assert agree(z), z.round(1)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "width"), FULL)
def test_deep_and_wide_networks_do_on_average_what_theory_predicts(name, width):
    z = deviations(name, width, depth=30, networks=60, seed=1)
    assert agree(z), z.round(1)


def spread_ratios(name, width, depth, networks):
    block, q, c = STARTS[name]
    measured = measure(block, width, depth, networks, q, c, seed=1)
    layers = profile(block, [width] * depth, q)
    signal = np.log(measured.variance).std(axis=0)[1:] / signal_std(layers, width)[1:]
    gradient = np.log(measured.gradient).std(axis=0)[:-1] / layers.gradient_log_std[:-1]
    return signal, gradient


# The standard error of a standard deviation of 1,500 normal numbers is 1 / √3000 = 1.8 % of it.
# Theory leaves out terms of relative size depth / width, here up to 10 %.
@pytest.mark.parametrize("name", STARTS)
def test_networks_of_finite_width_spread_as_theory_predicts(name):
    signal, _ = spread_ratios(name, width=64, depth=5, networks=1500)
    assert np.abs(signal - 1).max() < 0.15, signal.round(2)


@pytest.mark.slow
@pytest.mark.parametrize("name", STARTS)
def test_deep_networks_of_finite_width_spread_as_theory_predicts(name):
    signal, gradient = spread_ratios(name, width=128, depth=12, networks=1500)
    assert np.abs(signal - 1).max() < 0.15, signal.round(2)
    assert np.abs(gradient - 1).max() < 0.15, gradient.round(2)
