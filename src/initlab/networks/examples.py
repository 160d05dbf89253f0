"""What a network is trained on: features and targets, one example per column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from initlab.elementary import Array
from initlab.errors import DataError, ShapeError
from initlab.networks.spec import Spec


@dataclass(frozen=True)
class Examples:
    """`inputs` (features, examples) and `targets` (outputs, examples), float64, C-ordered."""

    inputs: Array
    targets: Array

    @property
    def count(self) -> int:
        return self.inputs.shape[1]


def examples(spec: Spec, inputs: ArrayLike, labels: ArrayLike) -> Examples:
    """Checked examples in the form that the loss of `spec` trains on.

    Args:
        inputs: (features, examples).
        labels: classes 0 … as (examples,) or (1, examples); for the squared loss the values
            themselves, (outputs, examples).
    Raises:
        ShapeError: features, examples or outputs do not fit.
        DataError: no examples, a value that is not finite, or a class the network lacks.

    >>> examples(Spec((2, 3), loss="softmax"), [[0.5], [1.0]], [2]).targets.ravel().tolist()
    [0.0, 0.0, 1.0]
    """
    x = np.ascontiguousarray(inputs, dtype=np.float64)
    y = np.asarray(labels, dtype=np.float64)
    if x.ndim != 2 or len(x) != spec.sizes[0]:
        raise ShapeError(
            f"A network of {spec.sizes[0]} inputs needs data of shape ({spec.sizes[0]}, examples); "
            f"got {x.shape}."
        )
    if x.shape[1] == 0:
        raise DataError("The data have no examples. Give at least one.")
    for what, values in (("data", x), ("labels", y)):
        if not np.isfinite(values).all():
            raise DataError(f"The {what} have NaN or infinite values. Remove those examples.")
    return Examples(x, np.ascontiguousarray(_targets(spec, y, x.shape[1])))


def _targets(spec: Spec, y: Array, count: int) -> Array:
    outputs = spec.sizes[-1]
    if spec.loss == "squared":
        shaped = y.reshape(1, -1) if y.ndim == 1 else y
        if shaped.shape != (outputs, count):
            raise ShapeError(f"Targets need shape ({outputs}, {count}); got {y.shape}.")
        return shaped
    classes = y.reshape(-1)
    if y.size != count:
        raise ShapeError(f"{count} examples need {count} labels; got {y.size}.")
    most = 2 if spec.loss == "binary" else outputs
    if ((classes != np.floor(classes)) | (classes < 0) | (classes >= most)).any():
        raise DataError(
            f"Labels are whole numbers from 0 to {most - 1}; got {np.unique(classes)[:8].tolist()}."
        )
    if spec.loss == "binary":
        return classes.reshape(1, -1)
    return (np.arange(outputs)[:, None] == classes).astype(np.float64)
