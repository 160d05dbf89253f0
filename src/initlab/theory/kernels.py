"""The kernels of infinitely wide networks: as Gaussian processes, and under gradient descent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from initlab.activations.constants import LEAK
from initlab.activations.own import AnyActivation, as_activation, breaks, slope_of
from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.quadrature import pair_expectation

__all__ = ["nngp", "ntk"]

# Slopes above and below 0 of activations that are linear on either side.
HOMOGENEOUS = {"linear": (1.0, 1.0), "relu": (1.0, 0.0), "leaky_relu": (1.0, LEAK)}


def nngp(
    X: ArrayLike,
    activation: AnyActivation,
    hidden_layers: int,
    W_std: float = 1.0,
    b_std: float = 0.0,
) -> Array:
    """Covariance of the outputs of infinitely wide networks, over their random parameters.

    K = σ_w² X Xᵀ / features + σ_b², then for each hidden layer K = σ_w² E[φ(u) φ(v)] + σ_b² with
    (u, v) of covariance K.

    Args:
        X: inputs, (examples, features).
        activation: a name, a record, a function or a pair (value, slope).
        hidden_layers: how often φ is applied, at least 0.
        W_std: σ_w: weights have variance σ_w² / inputs.
        b_std: σ_b.
    Returns: (examples, examples), within 1e-11. Piecewise linear activations are fast; another
        one with kinks takes some 20 ms for each pair of different inputs with |correlation| above
        0.9.
    Raises:
        ShapeError: X is not a table of finite numbers.
        DomainError: a negative std or number of layers, or φ too large for a variance.
        UnknownName, UserCodeError: no such activation.

    >>> nngp([[1.0, 0.0], [0.0, 1.0]], "relu", hidden_layers=1, W_std=2**0.5).round(6).tolist()
    [[1.0, 0.31831], [0.31831, 1.0]]

    Source: Lee et al. 2018, arXiv:1711.00165; Cho and Saul 2009 for ReLU.
    """
    return _kernels(X, activation, hidden_layers, W_std, b_std)[0]


def ntk(
    X: ArrayLike,
    activation: AnyActivation,
    hidden_layers: int,
    W_std: float = 1.0,
    b_std: float = 0.0,
) -> Array:
    """Neural tangent kernel: Σ over parameters of the products of the outputs' derivatives.

    Parameters are standard normal and scaled by σ_w / √inputs and σ_b inside the network (NTK
    parameterization): Θ = K at first, then Θ = K + σ_w² E[φ′(u) φ′(v)] Θ for each hidden layer.

    Args:
        X: inputs, (examples, features).
        activation: a name, a record, a function or a pair (value, slope).
        hidden_layers: how often φ is applied, at least 0.
        W_std: σ_w.
        b_std: σ_b.
    Returns: (examples, examples), within 1e-11, 1e-9 if the slope is made of differences.
    Raises: as `nngp`.

    >>> ntk([[1.0, 0.0], [0.0, 1.0]], "relu", hidden_layers=1, W_std=2**0.5).round(6).tolist()
    [[2.0, 0.31831], [0.31831, 2.0]]

    Source: Jacot et al. 2018, arXiv:1806.07572; Lee et al. 2019, arXiv:1902.06720.
    """
    return _kernels(X, activation, hidden_layers, W_std, b_std)[1]


def _kernels(
    X: ArrayLike, activation: AnyActivation, hidden_layers: int, W_std: float, b_std: float
) -> tuple[Array, Array]:
    inputs = _table(X)
    record = as_activation(activation)
    if not isinstance(hidden_layers, int) or hidden_layers < 0:
        raise DomainError(
            f"hidden_layers should be a whole number of at least 0; got {hidden_layers!r}."
        )
    for name, number in (("W_std", W_std), ("b_std", b_std)):
        if not isinstance(number, int | float) or not 0 <= number < float("inf"):
            raise DomainError(f"{name} should be a number of at least 0; got {number!r}.")
    covariance = W_std**2 * (inputs @ inputs.T) / inputs.shape[1] + b_std**2
    tangent = covariance
    value, slope, cuts = record.value, slope_of(record), breaks(record)
    for _ in range(hidden_layers):
        stds = np.sqrt(np.diag(covariance))
        first, second = np.triu_indices(len(stds))
        product = stds[first] * stds[second]
        with np.errstate(invalid="ignore"):
            c = np.nan_to_num(covariance[first, second] / product)
        c = np.where(first == second, 1.0, np.clip(c, -1.0, 1.0))
        if record.name in HOMOGENEOUS and record == as_activation(record.name):
            values, slopes = _piecewise_linear(*HOMOGENEOUS[record.name], product, c)
        else:
            pair = (stds[first], stds[second], c, cuts, cuts)
            values = pair_expectation(value, value, *pair)
            slopes = pair_expectation(slope, slope, *pair)
        covariance = W_std**2 * _symmetric(values, len(stds)) + b_std**2
        tangent = covariance + W_std**2 * _symmetric(slopes, len(stds)) * tangent
    return covariance, tangent


def _piecewise_linear(above: float, below: float, product: Array, c: Array) -> tuple[Array, Array]:
    """E[φ φ] and E[φ′ φ′] of above · max(z, 0) + below · min(z, 0): Cho and Saul's kernels."""
    angle = 2.0 * np.arcsin(np.sqrt(0.5 * (1.0 - c)))  # arccos c, all digits near 1 kept
    sine = np.sqrt((1.0 - c) * (1.0 + c))
    same, opposite = (np.pi - angle) / (2.0 * np.pi), angle / (2.0 * np.pi)
    one_side = sine / (2.0 * np.pi) + same * c
    other_side = sine / (2.0 * np.pi) - opposite * c
    squares, cross = above**2 + below**2, 2.0 * above * below
    values = product * (squares * one_side - cross * other_side)
    return values, squares * same + cross * opposite


def _symmetric(upper: Array, size: int) -> Array:
    full = np.empty((size, size))
    full[np.triu_indices(size)] = upper
    return np.triu(full) + np.triu(full, 1).T


def _table(X: ArrayLike) -> Array:
    try:
        table = np.asarray(X, dtype=np.float64)
    except (TypeError, ValueError):
        raise ShapeError(
            f"X should be numbers of shape (examples, features); got {type(X).__name__}."
        ) from None
    if table.ndim != 2 or 0 in table.shape:
        raise ShapeError(f"X should have shape (examples, features); got {table.shape}.")
    if not np.isfinite(table).all():
        raise ShapeError("X should be finite; it has NaN or inf. Remove those examples.")
    return table
