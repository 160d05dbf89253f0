"""The measurement of random networks itself: engine and NumPy agree, the start is as asked."""

from __future__ import annotations

import numpy as np
import pytest

from initlab.errors import DomainError
from initlab.study.random_networks import measure
from initlab.theory import Block


@pytest.mark.parametrize("bias_var", [0.0, 0.05])
def test_engine_and_numpy_measure_the_same(bias_var):
    # NumPy's tanh and ours differ by units in the last place, which 8 layers of factors near 1
    # do not raise to 1e-12.
    by_engine = measure(Block("tanh", 2.0, bias_var), 16, 8, 3, q=1.0, c=0.5)
    own = Block((np.tanh, lambda z: 1 - np.tanh(z) ** 2), 2.0, bias_var)
    by_numpy = measure(own, 16, 8, 3, q=1.0, c=0.5)
    for ours, theirs in zip(vars(by_engine).values(), vars(by_numpy).values(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


@pytest.mark.parametrize("width", [16, 17])
def test_the_first_layer_has_the_variance_and_the_correlation_asked_for(width):
    measured = measure(Block("tanh", 1.7, 0.05), width, 3, 2, q=1.3, c=-0.4)
    np.testing.assert_allclose(measured.variance[:, 0], 1.3, rtol=1e-14)
    np.testing.assert_allclose(measured.correlation[:, 0], -0.4, rtol=1e-13)


def test_a_linear_network_of_two_layers_by_hand():
    # z₂ = W₂ W₁ x: given layer 1 its variance is 2 · mean (W₁ x)², and W₁ x has variance q = 1:
    # over many networks the mean is 2 within 3 standard errors, 2 √(2 / width / networks) each.
    measured = measure(Block("linear", 2.0), 32, 2, 400, q=1.0, c=0.0)
    assert abs(measured.variance[:, 1].mean() - 2.0) < 3 * 2 * np.sqrt(2 / 32 / 400)
    assert (measured.gradient[:, 1] == 1.0).all()


def test_the_number_of_networks_does_not_change_the_first_ones():
    few, many = (measure(Block("relu", 2.0), 16, 4, n, q=1.0, c=0.0) for n in (2, 9))
    np.testing.assert_array_equal(few.variance, many.variance[:2])


@pytest.mark.parametrize(
    ("block", "q", "c", "message"),
    [
        (Block("tanh", 2.0, 0.5), 0.4, 1.0, "larger q"),
        (Block("tanh", 2.0, 0.5), 1.0, -0.5, "nearer to 1"),
        (Block("tanh", 0.0, 0.5), 1.0, 0.5, "No inputs"),
        (Block("tanh", 2.0, keep=0.5), 1.0, 0.5, "plain layers"),
    ],
)
def test_a_start_that_no_inputs_have_is_refused(block, q, c, message):
    with pytest.raises(DomainError, match=message):
        measure(block, 16, 3, 2, q=q, c=c)
