"""The notebook's helpers: small cases by hand, slopes by numerical differentiation."""

from __future__ import annotations

import sys
from math import inf, log
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from numpy.typing import NDArray
from sklearn.datasets import make_circles

from initlab.course.dropins import init_utils

Parameters = dict[str, NDArray[Any]]
SLOPES = {"dz3", "dW3", "db3", "da2", "dz2", "dW2", "db2", "da1", "dz1", "dW1", "db1"}


@pytest.fixture
def net() -> Parameters:
    """A network of 2, 4, 3 and 1 units, every parameter away from zero."""
    rng = np.random.default_rng(5)
    sizes = [2, 4, 3, 1]
    parameters = {}
    for layer in range(1, 4):
        parameters[f"W{layer}"] = rng.normal(size=(sizes[layer], sizes[layer - 1]))
        parameters[f"b{layer}"] = rng.normal(size=(sizes[layer], 1))
    return parameters


@pytest.fixture
def X() -> NDArray[Any]:
    return np.random.default_rng(6).normal(size=(2, 7))


@pytest.fixture
def Y() -> NDArray[Any]:
    return np.array([[0, 1, 1, 0, 1, 0, 0]])


def always(probability: float) -> Parameters:
    """A network that gives every example this probability."""
    still = {f"W{layer}": np.zeros((1, 2 if layer == 1 else 1)) for layer in (1, 2, 3)}
    still |= {f"b{layer}": np.zeros((1, 1)) for layer in (1, 2, 3)}
    still["b3"][:] = log(probability / (1 - probability))
    return still


def test_circles_are_scikit_learns_after_seeds_1_and_2() -> None:
    train_X, train_Y, test_X, test_Y = init_utils.load_dataset()
    for X, Y, seed, points in ((train_X, train_Y, 1, 300), (test_X, test_Y, 2, 100)):
        positions, labels = make_circles(points, noise=0.05, random_state=seed)
        assert (X == positions.T).all()
        assert Y.tolist() == [labels.tolist()]
        assert X.shape == (2, points)
        assert Y.shape == (1, points)
        assert X.dtype == np.float64
        assert np.issubdtype(Y.dtype, np.integer)


def test_training_points_are_drawn_and_not_shown(shown: list[Axes]) -> None:
    train_X, train_Y, _, _ = init_utils.load_dataset()
    (points,) = plt.gca().collections
    assert (np.asarray(points.get_offsets()) == train_X.T).all()
    assert (np.asarray(points.get_array()) == train_Y[0]).all()
    assert list(points.get_sizes()) == [40]
    assert points.get_cmap().name == "Spectral"
    assert shown == []


def test_activations_take_scalars_and_arrays() -> None:
    assert init_utils.sigmoid(0) == 0.5
    assert init_utils.sigmoid(log(3)) == pytest.approx(0.75, rel=1e-15)
    assert init_utils.sigmoid(np.array([[-log(3), 0.0]])) == pytest.approx(np.array([[0.25, 0.5]]))
    assert init_utils.relu(-1.5) == 0
    assert init_utils.relu(np.array([-1.5, 2.5])).tolist() == [0, 2.5]


def test_forward_is_three_layers_worked_one_example_at_a_time(
    net: Parameters, X: NDArray[Any]
) -> None:
    a3, cache = init_utils.forward_propagation(X, net)
    for example in range(X.shape[1]):
        a = X[:, example]
        for layer in (1, 2, 3):
            z = [
                sum(w * v for w, v in zip(row, a, strict=True)) + bias
                for row, bias in zip(net[f"W{layer}"], net[f"b{layer}"][:, 0], strict=True)
            ]
            a = np.array([max(0, value) for value in z])
        assert a3[0, example] == pytest.approx(1 / (1 + np.exp(-z[0])), rel=1e-12)
    z1, a1, W1, b1, z2, a2, W2, b2, z3, cached_a3, W3, b3 = cache
    assert cached_a3 is a3
    cached = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    assert all(cached[name] is net[name] for name in net)
    assert (z1.shape, z2.shape, z3.shape, a3.shape) == ((4, 7), (3, 7), (1, 7), (1, 7))
    assert (a1 == np.maximum(z1, 0)).all()
    assert (a2 == np.maximum(z2, 0)).all()


def test_loss_is_the_mean_cross_entropy() -> None:
    loss = init_utils.compute_loss(np.array([[0.25, 0.5]]), np.array([[1, 0]]))
    assert loss == pytest.approx((log(4) + log(2)) / 2, rel=1e-15)


def test_certain_and_right_counts_0_and_is_part_of_the_mean() -> None:
    with np.errstate(divide="ignore", invalid="ignore"):
        loss = init_utils.compute_loss(np.array([[1.0, 0.5]]), np.array([[1, 1]]))
    assert loss == pytest.approx(log(2) / 2, rel=1e-15)


def test_certain_and_wrong_is_infinite_with_numpys_warnings() -> None:
    a3, Y = np.array([[1.0, 0.0, 0.5]]), np.array([[0, 0, 1]])
    with (
        pytest.warns(RuntimeWarning, match="divide by zero encountered in log"),
        pytest.warns(RuntimeWarning, match="invalid value encountered in multiply"),
    ):
        loss = init_utils.compute_loss(a3, Y)
    assert loss == inf


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2", "W3", "b3"])
def test_slopes_are_those_of_the_loss(
    net: Parameters, X: NDArray[Any], Y: NDArray[Any], name: str
) -> None:
    _, cache = init_utils.forward_propagation(X, net)
    slopes = init_utils.backward_propagation(X, Y, cache)

    def loss(value: NDArray[Any]) -> float:
        a3, _ = init_utils.forward_propagation(X, net | {name: value})
        return float(init_utils.compute_loss(a3, Y))

    assert slopes["d" + name] == pytest.approx(numerical_slopes(loss, net[name]), abs=1e-8)
    assert np.abs(slopes["d" + name]).max() > 1e-3  # or the comparison would say nothing


def numerical_slopes(function: Any, here: NDArray[Any]) -> NDArray[Any]:
    """Central differences; with h = 1e-5 the error is about h² + 1e-16 / h = 1e-10."""
    h = 1e-5
    slopes = np.empty_like(here)
    for index in np.ndindex(here.shape):
        step = np.zeros_like(here)
        step[index] = h
        slopes[index] = (function(here + step) - function(here - step)) / (2 * h)
    return slopes


def test_backward_names_every_slope_and_divides_by_m_once(
    net: Parameters, X: NDArray[Any], Y: NDArray[Any]
) -> None:
    a3, cache = init_utils.forward_propagation(X, net)
    slopes = init_utils.backward_propagation(X, Y, cache)
    assert set(slopes) == SLOPES
    assert slopes["dz3"] == pytest.approx((a3 - Y) / 7, rel=1e-14)
    assert slopes["db3"] == pytest.approx(slopes["dz3"].sum(axis=1, keepdims=True), rel=1e-14)
    assert slopes["da2"] == pytest.approx(net["W3"].T @ slopes["dz3"], rel=1e-14)
    assert slopes["da1"] == pytest.approx(net["W2"].T @ slopes["dz2"], rel=1e-14)


def test_update_returns_the_same_dict_with_new_arrays(net: Parameters) -> None:
    before = dict(net)
    copies = {name: value.copy() for name, value in net.items()}
    slopes = {"d" + name: np.ones_like(value) for name, value in net.items()}
    after = init_utils.update_parameters(net, slopes, 0.25)
    assert after is net
    for name, value in before.items():
        assert after[name] is not value
        assert (value == copies[name]).all()
        assert (after[name] == value - 0.25).all()


def test_a_probability_of_one_half_is_label_0(
    X: NDArray[Any], Y: NDArray[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    labels = init_utils.predict(X, Y, always(0.5))
    assert labels.tolist() == [[0] * 7]
    assert np.issubdtype(labels.dtype, np.integer)
    assert capsys.readouterr().out == f"Accuracy: {4 / 7}\n"
    sides = init_utils.predict_dec(always(0.5), X)
    assert sides.dtype == bool
    assert sides.tolist() == [[False] * 7]


def test_a_probability_above_one_half_is_label_1(
    X: NDArray[Any], Y: NDArray[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert init_utils.predict(X, Y, always(0.51)).tolist() == [[1] * 7]
    assert capsys.readouterr().out == f"Accuracy: {3 / 7}\n"
    assert init_utils.predict_dec(always(0.51), X).all()


def test_boundary_is_drawn_over_a_fine_grid_and_shown(shown: list[Axes]) -> None:
    X, Y = np.array([[0.0, 0.5], [1.0, 1.25]]), np.array([[0, 1]])
    asked: list[NDArray[Any]] = []

    def model(points: NDArray[Any]) -> NDArray[Any]:
        asked.append(points)
        return (points[:, 0] > 0.2)[None]

    init_utils.plot_decision_boundary(model, X, Y)
    (points,) = asked
    across, up = np.arange(-1, 1.5, 0.01), np.arange(0, 2.25, 0.01)
    assert points.shape == (len(across) * len(up), 2)
    assert (points[: len(across), 0] == across).all()
    assert (points[:: len(across), 1] == up).all()
    (axes,) = shown
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x1", "x2")
    contour, examples = axes.collections
    assert isinstance(contour, QuadContourSet)
    assert contour.filled
    assert {contour.get_cmap().name, examples.get_cmap().name} == {"Spectral"}
    assert (np.asarray(examples.get_offsets()) == X.T).all()
    assert (np.asarray(examples.get_array()) == Y[0]).all()


def test_a_boundary_that_is_nowhere_is_drawn_too(shown: list[Axes]) -> None:
    X, Y = np.array([[0.0, 0.5], [1.0, 1.25]]), np.array([[0, 1]])
    init_utils.plot_decision_boundary(lambda points: np.zeros((1, len(points)), bool), X, Y)
    assert len(shown) == 1


@pytest.fixture
def cat_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the two files: three pictures of 2 × 2 to train on, one to test on."""
    h5py = pytest.importorskip("h5py")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "datasets").mkdir()
    for part, pictures in (("train", 3), ("test", 1)):
        with h5py.File(tmp_path / "datasets" / f"{part}_catvnoncat.h5", "w") as file:
            values = np.arange(pictures * 12, dtype=np.uint8)
            file[f"{part}_set_x"] = values.reshape(pictures, 2, 2, 3)
            file[f"{part}_set_y"] = np.arange(pictures) % 2
            file["list_classes"] = np.array([b"non-cat", b"cat"])
    return tmp_path / "datasets"


def test_cats_are_columns_divided_by_255(cat_files: Path) -> None:
    train_X, train_Y, test_X, test_Y, classes = init_utils.load_cat_dataset()
    assert (train_X == np.arange(36).reshape(3, 12).T / 255).all()
    assert (test_X == np.arange(12).reshape(1, 12).T / 255).all()
    assert train_Y.tolist() == [[0, 1, 0]]
    assert test_Y.tolist() == [[0]]
    assert classes.tolist() == [b"non-cat", b"cat"]


def test_missing_cats_say_where_they_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        init_utils.load_cat_dataset()
    message = str(caught.value)
    assert "datasets/train_catvnoncat.h5" in message
    assert str(tmp_path) in message
    assert "Copy the course's folder" in message
    assert "\n" not in message


def test_missing_h5py_says_how_to_install_it(
    cat_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(ImportError, match="pip install h5py") as caught:
        init_utils.load_cat_dataset()
    assert "\n" not in str(caught.value)


def test_a_damaged_cat_file_is_named(cat_files: Path) -> None:
    (cat_files / "test_catvnoncat.h5").write_bytes(b"not HDF5")
    with pytest.raises(ValueError, match=r"datasets/test_catvnoncat\.h5 should be an HDF5 file"):
        init_utils.load_cat_dataset()


def test_a_cat_file_without_a_table_is_named(cat_files: Path) -> None:
    import h5py

    with h5py.File(cat_files / "train_catvnoncat.h5", "a") as file:
        del file["train_set_y"]
    with pytest.raises(ValueError, match=r"train_catvnoncat\.h5 .* train_set_y"):
        init_utils.load_cat_dataset()
