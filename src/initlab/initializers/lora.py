"""Low-rank adapters that are cut out of a pretrained weight."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal, get_args

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError, unknown_name

Method = Literal["pissa", "olora", "mica"]


@dataclass(frozen=True)
class Factors:
    """What replaces a weight W: `residual` + scaling · `b` @ `a` is W, to rounding."""

    a: Array  # (rank, inputs)
    b: Array  # (outputs, rank)
    residual: Array  # (outputs, inputs), frozen while the adapter trains


def factors(method: Method, weight: Array, rank: int, scaling: float = 1.0) -> Factors:
    """An adapter that starts as a part of `weight`, and what is left of it.

    Args:
        method: "pissa", the `rank` largest singular directions; "olora", the first `rank`
            columns and rows of a QR factorization; "mica", A = 0 and the left singular vectors
            of the `rank` smallest singular values.
        weight: W, shape (outputs, inputs), pretrained.
        rank: of the adapter, at most the smaller side of W.
        scaling: s of W x + s B A x, often α / rank; above 0.
    Returns: float64 factors and residual.
    Raises: InitlabError: an unknown method, a rank or a scaling that W does not have.

    >>> weight = np.array([[3.0, 0.0], [0.0, 1.0]])
    >>> cut = factors("pissa", weight, rank=1)
    >>> (cut.b @ cut.a).round(12).tolist(), cut.residual.round(12).tolist()
    ([[3.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]])

    Source: PiSSA, Meng et al. 2024, arXiv:2404.02948; OLoRA, Büyükakyüz 2024, arXiv:2406.01775;
    MiCA, Rüdiger and Raschka 2026, arXiv:2604.01694; implementation: huggingface/peft,
    src/peft/tuners/lora/layer.py.
    """
    whole = np.asarray(weight, dtype=np.float64)
    if whole.ndim != 2 or not 1 <= rank <= min(whole.shape):
        raise ShapeError(
            f"An adapter of rank {rank} needs a weight of shape (outputs, inputs), neither below "
            f"the rank; got {whole.shape}."
        )
    if not 0 < scaling < inf:
        raise DomainError(f"scaling is a finite number above 0; got {scaling:g}.")
    if method == "pissa":
        left, singular, right = np.linalg.svd(whole, full_matrices=False)
        root = np.sqrt(singular[:rank] / scaling)
        a, b = root[:, None] * right[:rank], left[:, :rank] * root
    elif method == "olora":
        q, r = np.linalg.qr(whole)
        a, b = r[:rank], q[:, :rank]
    elif method == "mica":
        left = np.linalg.svd(whole, full_matrices=False).U
        a, b = np.zeros((rank, whole.shape[1])), left[:, -rank:]
    else:
        raise unknown_name("method", method, get_args(Method))
    return Factors(a, b, whole - scaling * (b @ a))
