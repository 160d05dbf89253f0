"""Helpers of the initialization notebook: two circles of points and a three-layer network.

Examples are columns and `m` is their number; arrays are float64 unless said. The network is
LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID. Its parameters are a dict of `W1, b1, W2, b2,
W3, b3`: a weight has shape (outputs, inputs), a bias (outputs, 1).

Every operation and its order is the notebook's own. With weights of size 10 the first thousand
steps amplify the last bit of a sum, so a tidier formula would print other digits.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "backward_propagation",
    "compute_loss",
    "forward_propagation",
    "load_cat_dataset",
    "load_dataset",
    "plot_decision_boundary",
    "predict",
    "predict_dec",
    "relu",
    "sigmoid",
    "update_parameters",
]

Array = NDArray[Any]
Parameters = dict[str, Array]


def sigmoid(x: Array | float) -> Any:
    """The logistic function 1 / (1 + exp(−x)), entry by entry.

    Args:
        x: a number or an array of any shape.
    Returns: the same shape, from 0 to 1. Below −709 the exponential overflows: NumPy warns, the
        result is 0.

    >>> float(sigmoid(0))
    0.5
    """
    return 1 / (1 + np.exp(-x))


def relu(x: Array | float) -> Any:
    """The larger of 0 and x, entry by entry.

    Args:
        x: a number or an array of any shape.
    Returns: the same shape, at least 0.

    >>> relu(np.array([-2.0, 3.0])).tolist()
    [0.0, 3.0]
    """
    return np.maximum(0, x)


def forward_propagation(X: Array, parameters: Parameters) -> tuple[Array, tuple[Array, ...]]:
    """Probabilities of the three-layer network, and what the way back needs.

    Args:
        X: inputs, shape (features, m).
        parameters: `W1` to `b3`; W1 has one column per feature, W3 one row.
    Returns: `a3`, the probabilities of label 1, shape (1, m); and the cache
        (z1, a1, W1, b1, z2, a2, W2, b2, z3, a3, W3, b3).
    Raises: KeyError: one of the six parameters is missing.

    >>> still = {"W1": np.zeros((1, 2)), "W2": np.zeros((1, 1)), "W3": np.zeros((1, 1))}
    >>> still |= {"b1": np.zeros((1, 1)), "b2": np.zeros((1, 1)), "b3": np.zeros((1, 1))}
    >>> forward_propagation(np.ones((2, 3)), still)[0].tolist()
    [[0.5, 0.5, 0.5]]
    """
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    W3, b3 = parameters["W3"], parameters["b3"]
    z1 = np.dot(W1, X) + b1
    a1 = relu(z1)
    z2 = np.dot(W2, a1) + b2
    a2 = relu(z2)
    z3 = np.dot(W3, a2) + b3
    a3 = sigmoid(z3)
    return a3, (z1, a1, W1, b1, z2, a2, W2, b2, z3, a3, W3, b3)


def compute_loss(a3: Array, Y: Array) -> Any:
    """Mean cross-entropy in nats; an example that contributes 0 · ∞ counts as 0.

    Args:
        a3: probabilities of label 1, shape (1, m).
        Y: labels 0 or 1, shape (1, m).
    Returns: one float64; `inf`, with NumPy's warnings, when an example is wrong with certainty.

    >>> round(float(compute_loss(np.array([[0.5, 0.5]]), np.array([[0, 1]]))), 9)
    0.693147181
    """
    m = Y.shape[1]
    losses = np.multiply(-np.log(a3), Y) + np.multiply(-np.log(1 - a3), 1 - Y)
    return 1.0 / m * np.nansum(losses)


def backward_propagation(X: Array, Y: Array, cache: tuple[Array, ...]) -> dict[str, Array]:
    """Slopes of the loss along every parameter, activation and pre-activation.

    Args:
        X: inputs, shape (features, m).
        Y: labels 0 or 1, shape (1, m).
        cache: from `forward_propagation` on the same X.
    Returns: `dz3, dW3, db3, da2, dz2, dW2, db2, da1, dz1, dW1, db1`, each shaped like the
        quantity it is named after. dz3 = (a3 − Y) / m carries the mean; nothing else divides by m.

    >>> one = np.ones((1, 1))
    >>> ones = {name: one for name in ("W1", "b1", "W2", "b2", "W3", "b3")}
    >>> a3, cache = forward_propagation(one, ones)
    >>> slopes = backward_propagation(one, one, cache)
    >>> bool(slopes["db1"] == a3 - 1), bool(slopes["dW3"] == 3 * (a3 - 1))
    (True, True)
    """
    m = X.shape[1]
    _, a1, _, _, _, a2, W2, _, _, a3, W3, _ = cache
    dz3 = 1.0 / m * (a3 - Y)  # not (a3 - Y) / m: the last bit differs
    dW3 = np.dot(dz3, a2.T)
    db3 = np.sum(dz3, axis=1, keepdims=True)
    da2 = np.dot(W3.T, dz3)
    dz2 = np.multiply(da2, a2 > 0)
    dW2 = np.dot(dz2, a1.T)
    db2 = np.sum(dz2, axis=1, keepdims=True)
    da1 = np.dot(W2.T, dz2)
    dz1 = np.multiply(da1, a1 > 0)
    dW1 = np.dot(dz1, X.T)
    db1 = np.sum(dz1, axis=1, keepdims=True)
    return {
        "dz3": dz3,
        "dW3": dW3,
        "db3": db3,
        "da2": da2,
        "dz2": dz2,
        "dW2": dW2,
        "db2": db2,
        "da1": da1,
        "dz1": dz1,
        "dW1": dW1,
        "db1": db1,
    }


def update_parameters(
    parameters: Parameters, grads: dict[str, Array], learning_rate: float
) -> Parameters:
    """One step of gradient descent: each parameter minus `learning_rate` times its slope.

    Args:
        parameters: `W1, b1, …` for any number of layers.
        grads: `dW1, db1, …`; other entries are ignored.
        learning_rate: length of the step per unit of slope.
    Returns: the same dict, which now holds new arrays; the old arrays are untouched.
    Raises: KeyError: a slope is missing.

    >>> here = {"W1": np.array([[3.0]]), "b1": np.array([[1.0]])}
    >>> slopes = {"dW1": np.array([[2.0]]), "db1": np.array([[0.0]])}
    >>> update_parameters(here, slopes, learning_rate=0.5)["W1"].item()
    2.0
    """
    for layer in range(1, len(parameters) // 2 + 1):
        for name in (f"W{layer}", f"b{layer}"):
            parameters[name] = parameters[name] - learning_rate * grads["d" + name]
    return parameters


def predict_dec(parameters: Parameters, X: Array) -> NDArray[np.bool_]:
    """Whether each example is on the side of label 1: its probability is above one half.

    Args:
        parameters: `W1` to `b3`.
        X: inputs, shape (features, m).
    Returns: bool, shape (1, m); a probability of exactly one half gives False.

    >>> from collections import defaultdict
    >>> predict_dec(defaultdict(lambda: np.ones((1, 1))), np.array([[-9.0, 9.0]])).tolist()
    [[True, True]]
    """
    probabilities, _ = forward_propagation(X, parameters)
    return np.asarray(probabilities > 0.5)


def predict(X: Array, y: Array, parameters: Parameters) -> NDArray[np.int_]:
    """Predicted labels; prints the share that is right, as `Accuracy: 0.83`.

    Args:
        X: inputs, shape (features, m).
        y: true labels 0 or 1, shape (1, m).
        parameters: `W1` to `b3`.
    Returns: int, shape (1, m); 1 where the probability is above one half.

    >>> from collections import defaultdict
    >>> ones = defaultdict(lambda: np.ones((1, 1)))
    >>> predict(np.array([[0.0, 9.0]]), np.array([[0, 1]]), ones).tolist()
    Accuracy: 0.5
    [[1, 1]]
    """
    labels = predict_dec(parameters, X).astype(int)
    print(f"Accuracy: {np.mean(labels[0, :] == y[0, :])!s}")
    return labels


def load_dataset() -> tuple[Array, Array, Array, Array]:
    """Two noisy circles, one inside the other: 300 points to train on, 100 to test on.

    Sets NumPy's global seed, and draws the training points into the current Matplotlib axes
    without showing them.

    Returns: train_X (2, 300), train_Y (1, 300), test_X (2, 100), test_Y (1, 100); labels are int.

    >>> [part.shape for part in load_dataset()]
    [(2, 300), (1, 300), (2, 100), (1, 100)]
    """
    import matplotlib.pyplot as plt

    train_X, train_Y = _circles(points=300, seed=1)
    test_X, test_Y = _circles(points=100, seed=2)
    plt.scatter(train_X[0], train_X[1], c=train_Y[0], s=40, cmap="Spectral")
    return train_X, train_Y, test_X, test_Y


def _circles(points: int, seed: int) -> tuple[Array, Array]:
    from sklearn.datasets import make_circles

    np.random.seed(seed)
    positions, labels = make_circles(n_samples=points, noise=0.05)
    return positions.T, labels.reshape(1, -1)


def plot_decision_boundary(model: Callable[[Array], Array], X: Array, y: Array) -> None:
    """Colour the plane by what `model` says there, put the examples on top, and show the figure.

    Args:
        model: takes points as rows, shape (n, 2); returns n numbers or truth values.
        X: examples, shape (2, m); the coloured area reaches 1 beyond them, in steps of 0.01.
        y: their labels, shape (1, m).
    """
    import matplotlib.pyplot as plt

    across, up = (np.arange(axis.min() - 1, axis.max() + 1, 0.01) for axis in X)
    x1, x2 = np.meshgrid(across, up)
    said = model(np.c_[x1.ravel(), x2.ravel()])
    plt.contourf(x1, x2, np.reshape(said, x1.shape), cmap="Spectral")
    plt.ylabel("x2")
    plt.xlabel("x1")
    plt.scatter(X[0], X[1], c=np.ravel(y), cmap="Spectral")
    plt.show()


def load_cat_dataset() -> tuple[Array, Array, Array, Array, Array]:
    """The course's cat pictures, from two HDF5 files in the working folder's `datasets`.

    Returns: train_X, train_Y, test_X, test_Y and the names of the classes. A column of X is one
        flattened picture divided by 255, Y has shape (1, pictures).
    Raises:
        FileNotFoundError: one of the files is not there.
        ImportError: h5py is not installed.
        ValueError: a file is not HDF5, or lacks a table.
    """
    train_X, train_Y, _ = _cat_pictures("train")
    test_X, test_Y, classes = _cat_pictures("test")
    return train_X, train_Y, test_X, test_Y, classes


def _cat_pictures(part: str) -> tuple[Array, Array, Array]:
    """One of the two files: pictures as columns, their labels, the names of the classes."""
    file = Path("datasets", f"{part}_catvnoncat.h5")
    if not file.is_file():
        raise FileNotFoundError(
            f"load_cat_dataset reads {file.as_posix()}, and {Path.cwd()} has no such file. "
            "Copy the course's folder 'datasets' next to the notebook, or run it from there."
        )
    try:
        import h5py
    except ImportError as error:
        raise ImportError(
            f"load_cat_dataset needs h5py to read {file.as_posix()}, and it is not installed. "
            "Run: pip install h5py"
        ) from error
    tables = (f"{part}_set_x", f"{part}_set_y", "list_classes")
    try:
        with h5py.File(file, "r") as opened:
            pictures, labels, classes = (np.array(opened[table][:]) for table in tables)
    except (OSError, KeyError) as error:
        raise ValueError(
            f"{file.as_posix()} should be an HDF5 file with the tables {', '.join(tables)}; "
            f"reading it gave: {error}. Fetch the file again."
        ) from error
    return pictures.reshape(len(pictures), -1).T / 255, labels.reshape(1, -1), classes
