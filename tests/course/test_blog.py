"""The blog post's functions, on small data of our own."""

from __future__ import annotations

import re
from inspect import signature
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from numpy.typing import NDArray

from initlab.course import blog
from initlab.errors import InitlabError

METHODS = ("zeros", "random", "he", "xavier")


@pytest.fixture
def data() -> tuple[NDArray[Any], NDArray[Any]]:
    """Two features; the label says whether the first is larger."""
    X = np.random.default_rng(0).normal(size=(2, 40))
    return X, (X[:1] > X[1:]).astype(int)


@pytest.mark.parametrize("method", METHODS)
def test_weights_are_the_draws_of_seed_1_times_the_deviation(method: str) -> None:
    np.random.seed(99)
    if method in ("he", "xavier"):
        parameters = blog.initialize_parameters_he_xavier([8, 2, 1], method)
    else:
        parameters = getattr(blog, f"initialize_parameters_{method}")([8, 2, 1])
    # Worked by hand: 8 inputs give √(2/8) and √(1/8), then 2 inputs give 1 and √(1/2).
    first, second = {
        "zeros": (0.0, 0.0),
        "random": (10.0, 10.0),
        "he": (0.5, 1.0),
        "xavier": (8**-0.5, 2**-0.5),
    }[method]
    stream = np.random.RandomState(1)
    assert parameters["W1"] == pytest.approx(stream.randn(2, 8) * first, rel=1e-15)
    assert parameters["W2"] == pytest.approx(stream.randn(1, 2) * second, rel=1e-15)
    assert not parameters["b1"].any()
    assert parameters["b1"].shape == (2, 1)


@pytest.mark.parametrize(("method", "deviation"), [("he", 0.5), ("xavier", 8**-0.5)])
def test_model_starts_from_the_method_it_is_told(method: str, deviation: float) -> None:
    X, Y = np.ones((8, 1)), np.ones((1, 1))
    parameters = blog.model(X, Y, [8, 1], num_iterations=0, initialization_method=method)
    draws = np.random.RandomState(1).randn(1, 8)
    assert parameters["W1"] == pytest.approx(draws * deviation, rel=1e-15)


def test_zeros_set_the_seed_too() -> None:
    blog.initialize_parameters_zeros([2, 1])
    assert np.random.rand() == np.random.RandomState(1).rand()


def test_model_has_the_documents_arguments() -> None:
    parameters = signature(blog.model).parameters
    assert {name: p.default for name, p in list(parameters.items())[3:]} == {
        "learning_rate": 0.01,
        "num_iterations": 1000,
        "print_cost": True,
        "hidden_layers_activation_fn": "relu",
        "initialization_method": "he",
    }
    assert list(parameters)[:3] == ["X", "Y", "layers_dims"]
    he_xavier = signature(blog.initialize_parameters_he_xavier).parameters
    assert he_xavier["initialization_method"].default == "he"


@pytest.mark.parametrize("method", METHODS)
def test_every_hundredth_cost_is_printed_and_every_hundredth_from_0_drawn(
    data: tuple[NDArray[Any], NDArray[Any]],
    method: str,
    shown: list[Axes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    X, Y = data
    blog.model(X, Y, [2, 3, 1], 0.1, 250, True, "tanh", method)
    printed = capsys.readouterr().out
    costs = re.findall(r"^The cost after (\d+) iterations is: (\S+)$", printed, re.MULTILINE)
    assert [after for after, _ in costs] == ["100", "200"]
    assert all(text == str(float(text)) for _, text in costs)
    axes = plt.gca()
    assert len(axes.lines[0].get_ydata()) == 3  # iterations 0, 100, 200
    title = f"Cost curve: learning rate = 0.1 and {method} initialization method"
    assert axes.get_title() == title
    assert axes.title.get_fontsize() == 16
    assert axes.title.get_position()[1] == 1.05
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Iterations (per hundreds)", "Cost")
    assert (axes.xaxis.label.get_fontsize(), axes.yaxis.label.get_fontsize()) == (14, 14)
    assert plt.gcf().get_size_inches().tolist() == [12, 8]
    assert shown == []


def test_zeros_stay_at_one_half_when_the_classes_are_balanced(
    capsys: pytest.CaptureFixture[str],
) -> None:
    X, Y = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[0, 1, 1, 0]])
    parameters = blog.model(X, Y, [1, 3, 1], num_iterations=100, initialization_method="zeros")
    # At probability 1/2 the cost is ln 2, and with zero weights only the last bias has a slope.
    assert capsys.readouterr().out == f"The cost after 100 iterations is: {np.log(2)}\n"
    assert blog.accuracy(X, parameters, Y) == "The accuracy rate is: 50.00%."


def test_he_learns_a_straight_boundary(data: tuple[NDArray[Any], NDArray[Any]]) -> None:
    X, Y = data
    parameters = blog.model(X, Y, [2, 5, 1], 0.5, 500, print_cost=False)
    assert float(blog.accuracy(X, parameters, Y).split()[-1].rstrip("%.")) >= 95


def test_without_printing_the_curve_is_still_drawn(
    data: tuple[NDArray[Any], NDArray[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    blog.model(*data, [2, 3, 1], num_iterations=101, print_cost=False)
    assert capsys.readouterr().out == ""
    assert len(plt.gca().lines[0].get_ydata()) == 2


def test_an_unknown_method_names_the_known_ones() -> None:
    known = "'zeros', 'random', 'he' or 'xavier'; got 'hee'"
    with pytest.raises(ValueError, match=known) as caught:
        blog.model(np.zeros((2, 1)), np.zeros((1, 1)), [2, 1], initialization_method="hee")
    assert isinstance(caught.value, InitlabError)
    with pytest.raises(ValueError, match="'he' or 'xavier'; got 'zeros'"):
        blog.initialize_parameters_he_xavier([2, 1], "zeros")


def test_samples_are_the_first_cat_and_the_first_dog_side_by_side(shown: list[Axes]) -> None:
    dog, cat = np.full((2, 2, 3), 10.0), np.full((2, 2, 3), 200.0)
    X = np.stack([dog.ravel(), cat.ravel(), dog.ravel() + 1], axis=1)
    blog.show_samples(X, np.array([[0, 1, 0]]))
    left, right = plt.gcf().axes
    assert (np.asarray(left.images[0].get_array()) == 200).all()
    assert (np.asarray(right.images[0].get_array()) == 10).all()
    assert not left.axison
    assert not right.axison
    assert shown == []
