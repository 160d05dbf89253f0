"""Every sum of the definition, bit for bit, against loops over Python floats."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from initlab.networks import dense, losses, network
from initlab.networks.first_layer import Direct, Dual, norm
from tests.networks import scalars

SHAPES = [(1, 1, 1), (1, 1, 300), (1, 5, 300), (5, 1, 17), (10, 2, 300), (5, 10, 64), (7, 3, 1)]


def arrays(shape, seed=0):
    """Values of very different sizes, so that every change of order changes bits."""
    rng = np.random.default_rng((*shape, seed))
    return rng.standard_normal(shape) * np.exp(rng.uniform(-12, 12, shape))


@pytest.mark.parametrize(("outputs", "inputs", "examples"), SHAPES)
def test_the_three_sums_of_a_layer(outputs, inputs, examples):
    w, x = arrays((outputs, inputs)), arrays((inputs, examples))
    b, dz = arrays((outputs, 1)), arrays((outputs, examples), seed=1)
    assert_array_equal(dense.weighted_sum(b, w, x), scalars.weighted_sum(b, w, x))
    assert_array_equal(
        dense.backward_sum(w, dz), scalars.weighted_sum(np.zeros((inputs, 1)), w.T, dz)
    )
    assert_array_equal(dense.weight_gradient(dz, x), scalars.weight_gradient(dz, x))
    assert_array_equal(dense.bias_gradient(dz)[:, 0], [scalars.total(row) for row in dz])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 40), st.integers(0, 10**6))
def test_weight_gradient_of_any_shape_and_layout(outputs, inputs, examples, seed):
    dz, x = arrays((outputs, examples), seed), arrays((inputs, examples), seed + 1)
    expected = scalars.weight_gradient(dz, x)
    assert_array_equal(dense.weight_gradient(dz, x), expected)
    assert_array_equal(dense.weight_gradient(np.asfortranarray(dz), x[:, ::1]), expected)


def test_a_gradient_cut_into_blocks_is_the_same(monkeypatch):
    dz, x = arrays((9, 30)), arrays((4, 30))
    whole = dense.weight_gradient(dz, x)
    monkeypatch.setattr(dense, "MOST_PRODUCTS", 250)
    assert_array_equal(dense.weight_gradient(dz, x), whole)


def test_a_sum_of_negative_zeros_is_positive_zero():
    zeros = np.full((3, 4), -0.0)
    for total in (dense.sum_last_axis(zeros), dense.sum_first_axis(zeros)):
        assert not np.signbit(total).any()


def test_a_unit_is_silent_only_if_it_is_zero_for_every_example():
    a = np.array([[0.0, 0.0], [0.0, 1.0], [1e-200, 1e-200]])
    assert network.silent_share(a) == 1 / 3


def test_a_slope_of_zero_passes_no_infinite_gradient():
    from initlab.initializers import Layer
    from initlab.networks import Spec, examples

    spec = Spec((1, 2, 1), loss="squared")
    # One unit is silent; the other's gradient overflows on its way through W2 = 1e308.
    layers = (
        Layer(np.array([[-1.0], [1.0]]), np.zeros((2, 1))),
        Layer(np.array([[1e308, 1e308]]), np.zeros((1, 1))),
    )
    net = network.Network(spec, layers, examples(spec, [[1.0]], [[0.0]]))
    with np.errstate(all="ignore"):
        first = net.gradients(slice(None))[0][0]
    assert first[0, 0] == 0.0
    assert first[1, 0] == np.inf


def test_measures_sum_in_order():
    a = arrays((4, 30))
    rows = [scalars.total(v * v for v in row) for row in a]
    assert network.mean_square(a) == scalars.total(rows) / 120
    assert norm(a) == np.sqrt(scalars.total(v * v for v in a.reshape(-1)))
    a[2] = 0.0
    assert network.silent_share(a) == 0.25


def test_losses_sum_in_order():
    z, y = arrays((3, 8)) / 1e4, np.eye(3)[:, [0, 1, 2, 0, 1, 2, 0, 1]]
    for name in ("softmax", "squared"):
        loss = losses.get(name)
        costs = loss.cost(z, y)
        assert loss.mean_cost(z, y) == scalars.total(costs) / 8
    assert_array_equal(
        losses.get("squared").cost(z, y),
        [
            0.5 * scalars.total((p - q) * (p - q) for p, q in zip(*c, strict=True))
            for c in zip(z.T, y.T, strict=True)
        ],
    )
    assert_array_equal(losses.sum_over_outputs(z), [scalars.total(column) for column in z.T])


def test_the_dual_form_sums_in_order():
    w, x, other = arrays((2, 9)), arrays((9, 4)), arrays((9, 3), seed=1)
    c, s, b, dz = arrays((2, 4)), np.array([[0.75]]), arrays((2, 1)), arrays((2, 4), seed=2)
    zero = np.zeros((4, 1))
    gram = scalars.weighted_sum(zero, x.T, x)
    dual = Dual(w, x)
    for columns, k in ((x, gram), (other, scalars.weighted_sum(zero, x.T, other))):
        z0 = scalars.weighted_sum(np.zeros((2, 1)), w, columns)
        expected = scalars.weighted_sum(b + 0.75 * z0, c, k)
        assert_array_equal(dual.view(columns).pre_activations([c, s], b), expected)
    products = dz * scalars.weighted_sum(np.zeros((2, 1)), dz, gram)
    assert dual.gradient_norm(dz) == np.sqrt(scalars.total(products.reshape(-1)))
    assert_array_equal(dual.weights([c, s]), scalars.weighted_sum(0.75 * w, c, x.T))


def test_the_dual_form_is_the_same_function_with_the_same_gradients():
    rng = np.random.default_rng(4)
    w, x, dz = rng.standard_normal((3, 50)), rng.standard_normal((50, 6)), rng.random((3, 6))
    direct, dual, b = Direct(w, x), Dual(w, x), np.ones((3, 1))
    c, s = dual.start()
    step = [c - 0.1 * dual.gradients(dz, slice(None))[0], s]
    moved = w - 0.1 * direct.gradients(dz, slice(None))[0]
    np.testing.assert_allclose(dual.weights(step), moved, rtol=0, atol=1e-13)
    np.testing.assert_allclose(
        dual.view(x).pre_activations(step, b),
        direct.view(x).pre_activations([moved], b),
        atol=1e-12,
    )
    np.testing.assert_allclose(dual.gradient_norm(dz), direct.gradient_norm(dz), rtol=1e-13)
