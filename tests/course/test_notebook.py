"""The notebook's experiment against the numbers that its two editions print."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from inspect import signature
from math import inf
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from numpy.typing import NDArray

from initlab.course import notebook
from initlab.errors import InitlabError
from tests.documents import CIRCLES

EXPECTED = CIRCLES
NAMES = ("zeros", "random", "he")

# The large weights amplify the last bit of the matrix products, which differs between BLAS
# libraries: mostly at the first print, and again where the cost falls steeply, at 7000.
COST_LIMITS = {
    "zeros": np.full(15, 1e-12),
    "random": np.array([0, 1e-2, *[3e-3] * 5, 5e-2, *[3e-3] * 7]),
    "he": np.full(15, 1e-9),
}

PRINTED = {
    ("zeros", (3, 2, 1)): """\
W1 = [[0. 0. 0.]
 [0. 0. 0.]]
b1 = [[0.]
 [0.]]
W2 = [[0. 0.]]
b2 = [[0.]]""",
    ("random", (3, 2, 1)): """\
W1 = [[ 17.88628473   4.36509851   0.96497468]
 [-18.63492703  -2.77388203  -3.54758979]]
b1 = [[0.]
 [0.]]
W2 = [[-0.82741481 -6.27000677]]
b2 = [[0.]]""",
    ("he", (2, 4, 1)): """\
W1 = [[ 1.78862847  0.43650985]
 [ 0.09649747 -1.8634927 ]
 [-0.2773882  -0.35475898]
 [-0.08274148 -0.62700068]]
b1 = [[0.]
 [0.]
 [0.]
 [0.]]
W2 = [[-0.03098412 -0.33744411 -0.92904268  0.62552248]]
b2 = [[0.]]""",
}


Examples = tuple[NDArray[Any], NDArray[Any]]  # inputs and labels


@dataclass(frozen=True)
class Training:
    parameters: dict[str, NDArray[Any]]
    printed: list[str]
    warned: set[str]


@dataclass(frozen=True)
class Circles:
    train: Examples
    test: Examples
    trained: dict[str, Training]


@pytest.fixture(scope="module")
def circles() -> Circles:
    """The data, and each of the three networks after its 15,000 steps."""
    train_X, train_Y, test_X, test_Y = notebook.load_dataset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "show", lambda: None)
        trained = {name: train(train_X, train_Y, name) for name in NAMES}
    plt.close("all")  # the figures of whichever test came first must not stay current
    return Circles((train_X, train_Y), (test_X, test_Y), trained)


def train(X: NDArray[Any], Y: NDArray[Any], initialization: str) -> Training:
    out = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, redirect_stdout(out):
        warnings.simplefilter("always")
        parameters = notebook.model(X, Y, initialization=initialization)
    return Training(parameters, out.getvalue().splitlines(), {str(w.message) for w in caught})


@pytest.mark.parametrize("name", NAMES)
def test_costs_are_the_documents(circles: Circles, name: str) -> None:
    printed = np.array([float(line.split(": ")[1]) for line in circles.trained[name].printed])
    expected = np.array([inf if cost is None else cost for cost in EXPECTED[name]["costs"]])
    assert printed.shape == expected.shape
    finite = np.isfinite(expected)
    assert (printed[~finite] == inf).all()
    differences = np.abs(printed[finite] - expected[finite])
    assert (differences <= COST_LIMITS[name][finite]).all()


def test_random_costs_are_as_close_to_the_older_edition(circles: Circles) -> None:
    printed = [float(line.split(": ")[1]) for line in circles.trained["random"].printed]
    differences = np.abs(np.array(printed[1:]) - EXPECTED["random"]["older_costs"][1:])
    assert (differences <= COST_LIMITS["random"][1:]).all()


@pytest.mark.parametrize("name", NAMES)
def test_every_thousandth_cost_is_printed_in_full(circles: Circles, name: str) -> None:
    printed = circles.trained[name].printed
    expected = [f"Cost after iteration {i}: " for i in range(0, 15000, 1000)]
    assert [line[: line.index(": ") + 2] for line in printed] == expected
    for line in printed:
        text = line.split(": ")[1]
        assert text == str(float(text))


@pytest.mark.parametrize("name", NAMES)
def test_accuracies_are_printed_exactly(
    circles: Circles, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parameters = circles.trained[name].parameters
    notebook.predict(*circles.train, parameters)
    notebook.predict(*circles.test, parameters)
    expected = EXPECTED[name]
    assert capsys.readouterr().out == (
        f"Accuracy: {expected['train_accuracy']}\nAccuracy: {expected['test_accuracy']}\n"
    )


def test_every_label_after_large_random_weights_is_the_documents(circles: Circles) -> None:
    parameters = circles.trained["random"].parameters
    for X, Y, labels in (
        (*circles.train, EXPECTED["random"]["train_labels"]),
        (*circles.test, EXPECTED["random"]["test_labels"]),
    ):
        assert "".join(map(str, notebook.predict(X, Y, parameters)[0])) == labels


def test_zeros_predict_label_0_everywhere(circles: Circles) -> None:
    labels = notebook.predict(*circles.test, circles.trained["zeros"].parameters)
    assert not labels.any()


def test_only_large_random_weights_warn_with_numpys_two_warnings(circles: Circles) -> None:
    assert circles.trained["zeros"].warned == set()
    assert circles.trained["he"].warned == set()
    assert circles.trained["random"].warned == {
        "divide by zero encountered in log",
        "invalid value encountered in multiply",
    }


@pytest.mark.parametrize(("name", "sizes"), PRINTED)
def test_parameters_print_as_in_the_document(name: str, sizes: tuple[int, ...]) -> None:
    parameters = getattr(notebook, f"initialize_parameters_{name}")(list(sizes))
    assert (
        "\n".join(f"{key} = {value}" for key, value in parameters.items()) == PRINTED[name, sizes]
    )


@pytest.mark.parametrize("name", ["random", "he"])
def test_drawing_twice_gives_the_same(name: str) -> None:
    initialize = getattr(notebook, f"initialize_parameters_{name}")
    first, second = initialize([4, 3]), initialize([4, 3])
    assert (first["W1"] == second["W1"]).all()


def test_zeros_leave_the_random_state_alone() -> None:
    np.random.seed(11)
    notebook.initialize_parameters_zeros([4, 3])
    assert np.random.rand() == np.random.RandomState(11).rand()


def test_model_has_the_documents_arguments() -> None:
    defaults = {name: p.default for name, p in signature(notebook.model).parameters.items()}
    assert list(defaults) == [
        "X",
        "Y",
        "learning_rate",
        "num_iterations",
        "print_cost",
        "initialization",
    ]
    assert list(defaults.values())[2:] == [0.01, 15000, True, "he"]


def test_the_curve_shows_the_printed_costs(
    circles: Circles, shown: list[Axes], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.model(*circles.train, learning_rate=0.05, num_iterations=1001)
    (axes,) = shown
    assert axes.get_title() == "Learning rate =0.05"
    assert axes.get_ylabel() == "cost"
    assert axes.get_xlabel() == "iterations (per hundreds)"
    printed = [float(cost) for cost in re.findall(r": (\S+)\n", capsys.readouterr().out)]
    assert list(axes.lines[0].get_ydata()) == printed
    assert len(printed) == 2


def test_without_printing_the_curve_is_empty(
    circles: Circles, shown: list[Axes], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.model(*circles.train, num_iterations=1, print_cost=False)
    assert capsys.readouterr().out == ""
    assert len(shown[0].lines[0].get_ydata()) == 0


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("zeros", "Model with Zeros initialization"),
        ("random", "Model with large random initialization"),
        ("he", "Model with He initialization"),
    ],
)
def test_boundaries_have_the_documents_titles_and_limits(
    circles: Circles, shown: list[Axes], name: str, title: str
) -> None:
    parameters = circles.trained[name].parameters
    notebook.show_boundary(parameters, *circles.train, name)
    (axes,) = shown
    assert axes.get_title() == title
    assert (*axes.get_xlim(), *axes.get_ylim()) == (-1.5, 1.5, -1.5, 1.5)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x1", "x2")


def test_an_unknown_initialization_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'zeros', 'random' or 'he'; got 'hee'") as caught:
        notebook.model(np.zeros((2, 1)), np.zeros((1, 1)), initialization="hee")
    assert isinstance(caught.value, InitlabError)
