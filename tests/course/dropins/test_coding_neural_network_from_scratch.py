"""The network of any depth: small cases by hand, slopes by numerical differentiation."""

from __future__ import annotations

from inspect import signature
from math import log
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from initlab.course.dropins import coding_neural_network_from_scratch as scratch

Parameters = dict[str, NDArray[Any]]
ACTIVATIONS = ("sigmoid", "tanh", "relu")


@pytest.fixture
def net() -> Parameters:
    """Four layers of 3, 4, 3, 2 and 1 units, every parameter away from zero."""
    rng = np.random.default_rng(8)
    sizes = [3, 4, 3, 2, 1]
    parameters = {}
    for layer in range(1, 5):
        parameters[f"W{layer}"] = rng.normal(size=(sizes[layer], sizes[layer - 1]))
        parameters[f"b{layer}"] = rng.normal(size=(sizes[layer], 1))
    return parameters


@pytest.fixture
def X() -> NDArray[Any]:
    return np.random.default_rng(9).normal(size=(3, 6))


@pytest.fixture
def Y() -> NDArray[Any]:
    return np.array([[0, 1, 1, 0, 1, 0]])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sigmoid", [0.25, 0.5, 0.75]),
        ("tanh", [-0.8, 0, 0.8]),  # tanh(ln 3) = (3 - 1/3) / (3 + 1/3)
        ("relu", [0, 0, log(3)]),
        ("leaky_relu", [-0.1 * log(3), 0, log(3)]),
    ],
)
def test_activations_return_values_and_their_input(name: str, expected: list[float]) -> None:
    Z = np.array([-log(3), 0.0, log(3)])
    values, cached = getattr(scratch, name)(Z)
    assert values == pytest.approx(expected, abs=1e-15)
    assert cached is Z


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_slopes_are_those_of_the_activation(name: str) -> None:
    Z, dA = np.array([[-1.5, -0.2, 0.3, 2.0]]), np.array([[2.0, -3.0, 5.0, 0.5]])
    h = 1e-6
    activation = getattr(scratch, name)
    numerical = dA * (activation(Z + h)[0] - activation(Z - h)[0]) / (2 * h)
    assert getattr(scratch, f"{name}_gradient")(dA, Z) == pytest.approx(numerical, abs=1e-8)


def test_relu_has_no_slope_at_zero() -> None:
    assert scratch.relu_gradient(np.ones((1, 1)), np.zeros((1, 1))).item() == 0


def test_initial_weights_are_the_draws_of_seed_1_times_a_hundredth() -> None:
    parameters = scratch.initialize_parameters([3, 2, 1])
    stream = np.random.RandomState(1)
    assert (parameters["W1"] == stream.randn(2, 3) * 0.01).all()
    assert (parameters["W2"] == stream.randn(1, 2) * 0.01).all()
    assert parameters["b1"].tolist() == [[0], [0]]
    assert parameters["b2"].tolist() == [[0]]


def test_a_layer_caches_its_inputs_and_its_pre_activations() -> None:
    A_prev, W, b = np.array([[1.0], [2.0]]), np.array([[3.0, -4.0]]), np.array([[0.5]])
    Z, linear_cache = scratch.linear_forward(A_prev, W, b)
    assert Z.tolist() == [[-4.5]]
    A, cache = scratch.linear_activation_forward(A_prev, W, b, "relu")
    assert A.tolist() == [[0]]
    assert cache[1].tolist() == [[-4.5]]
    for kept in (linear_cache, cache[0]):
        assert all(part is given for part, given in zip(kept, (A_prev, W, b), strict=True))


@pytest.mark.parametrize("name", ["leaky_relu", "softmax", ""])
def test_other_activations_are_refused_by_name(name: str) -> None:
    one = np.ones((1, 1))
    known = f"'sigmoid', 'tanh', 'relu'; got '{name}'"
    with pytest.raises(AssertionError, match=known):
        scratch.linear_activation_forward(one, one, one, name)
    with pytest.raises(AssertionError, match=known):
        scratch.linear_activation_backward(one, ((one, one, one), one), name)


def test_several_outputs_are_refused() -> None:
    parameters = scratch.initialize_parameters([3, 2])
    with pytest.raises(AssertionError, match=r"should give shape \(1, 5\).*got \(2, 5\)"):
        scratch.L_model_forward(np.ones((3, 5)), parameters)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_ends_with_a_sigmoid_and_caches_every_layer(
    net: Parameters, X: NDArray[Any], activation: str
) -> None:
    probabilities, caches = scratch.L_model_forward(X, net, activation)
    hidden = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "relu": lambda z: z * (z > 0),
    }[activation]
    A = X
    for layer in (1, 2, 3):
        A = hidden(net[f"W{layer}"] @ A + net[f"b{layer}"])
    Z = net["W4"] @ A + net["b4"]
    assert probabilities == pytest.approx(1 / (1 + np.exp(-Z)), rel=1e-13)
    assert all(cache[0][1] is net[f"W{layer}"] for layer, cache in enumerate(caches, 1))
    assert len(caches) == 4
    assert caches[0][0][0] is X


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_slopes_are_those_of_the_cost(
    net: Parameters, X: NDArray[Any], Y: NDArray[Any], activation: str
) -> None:
    AL, caches = scratch.L_model_forward(X, net, activation)
    slopes = scratch.L_model_backward(AL, Y, caches, activation)

    def cost(parameters: Parameters, inputs: NDArray[Any]) -> float:
        return float(
            scratch.compute_cost(scratch.L_model_forward(inputs, parameters, activation)[0], Y)
        )

    h = 1e-5  # central differences: an error of about h² + 1e-16 / h = 1e-10
    for name, value in net.items():
        for index in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[index] = h
            rise = cost(net | {name: value + step}, X) - cost(net | {name: value - step}, X)
            assert slopes["d" + name][index] == pytest.approx(rise / (2 * h), abs=1e-8)
    step = np.zeros_like(X)
    step[1, 2] = h
    rise = cost(net, X + step) - cost(net, X - step)
    # Slopes along activations are not divided by the 6 examples.
    assert slopes["dA0"][1, 2] == pytest.approx(6 * rise / (2 * h), abs=1e-7)


def test_backward_names_every_slope(net: Parameters, X: NDArray[Any], Y: NDArray[Any]) -> None:
    AL, caches = scratch.L_model_forward(X, net)
    slopes = scratch.L_model_backward(AL, Y, caches)
    names = {f"dA{layer}" for layer in range(4)}
    names |= {f"d{letter}{layer}" for letter in "Wb" for layer in range(1, 5)}
    assert set(slopes) == names
    assert slopes["dA0"].shape == X.shape


def test_the_mean_is_in_dw_and_db_and_not_in_da() -> None:
    dZ, A_prev, W = np.ones((1, 4)), np.full((1, 4), 3.0), np.array([[2.0]])
    dA_prev, dW, db = scratch.linear_backword(dZ, (A_prev, W, np.zeros((1, 1))))
    assert dA_prev.tolist() == [[2, 2, 2, 2]]
    assert dW.tolist() == [[3]]
    assert db.tolist() == [[1]]


def test_cost_is_the_mean_cross_entropy() -> None:
    cost = scratch.compute_cost(np.array([[0.25, 0.5]]), np.array([[1, 0]]))
    assert cost == pytest.approx((log(4) + log(2)) / 2, rel=1e-15)


def test_cost_is_nan_when_saturated() -> None:
    with pytest.warns(RuntimeWarning, match="invalid value"), np.errstate(divide="ignore"):
        cost = scratch.compute_cost(np.array([[1.0, 0.5]]), np.array([[1, 1]]))
    assert np.isnan(cost)


def test_update_returns_the_same_dict_with_new_arrays(net: Parameters) -> None:
    before = dict(net)
    slopes = {"d" + name: np.ones_like(value) for name, value in net.items()}
    after = scratch.update_parameters(net, slopes | {"dA0": np.ones(1)}, 0.25)
    assert after is net
    for name, value in before.items():
        assert after[name] is not value
        assert (after[name] == value - 0.25).all()


def test_training_prints_four_decimals_every_hundred_steps(
    X: NDArray[Any], Y: NDArray[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    parameters = scratch.L_layer_model(X, Y, [3, 1], learning_rate=0.5, num_iterations=250)
    lines = capsys.readouterr().out.splitlines()
    # Second witness: logistic regression, written out.
    w, b, expected = np.random.RandomState(1).randn(1, 3) * 0.01, 0.0, []
    for i in range(250):
        p = 1 / (1 + np.exp(-(w @ X + b)))
        if (i + 1) % 100 == 0:
            cost = -np.log(np.where(Y == 1, p, 1 - p)).mean()
            expected.append(f"The cost after {i + 1} iterations is: {cost:.4f}")
        w, b = w - 0.5 * (p - Y) @ X.T / 6, b - 0.5 * (p - Y).mean()
    assert lines == expected
    assert parameters["W1"] == pytest.approx(w, rel=1e-10)


def test_training_can_be_silent(
    X: NDArray[Any], Y: NDArray[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    scratch.L_layer_model(X, Y, [3, 1], num_iterations=100, print_cost=False)
    assert capsys.readouterr().out == ""


def test_training_has_the_originals_arguments() -> None:
    parameters = signature(scratch.L_layer_model).parameters
    assert list(parameters)[:3] == ["X", "y", "layers_dims"]
    assert [(name, p.default) for name, p in list(parameters.items())[3:]] == [
        ("learning_rate", 0.01),
        ("num_iterations", 3000),
        ("print_cost", True),
        ("hidden_layers_activation_fn", "relu"),
    ]


def test_accuracy_is_a_sentence_and_one_half_counts_as_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    still = {"W1": np.zeros((1, 2)), "b1": np.zeros((1, 1))}
    X, y = np.ones((2, 3)), np.array([[1, 1, 0]])
    assert scratch.accuracy(X, still, y) == "The accuracy rate is: 66.67%."
    assert capsys.readouterr().out == ""
