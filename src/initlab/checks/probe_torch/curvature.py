"""The largest eigenvalue of a loss's Hessian, by Hessian–vector products."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from initlab.streams import words

PRODUCTS = 10


def largest_curvature(loss: Callable[[], Tensor], parameters: Sequence[Tensor], seed: int) -> float:
    """The largest eigenvalue, from below, by ten steps of Lanczos.

    Source: Pearlmutter 1994, Fast exact multiplication by the Hessian; Golub and Van Loan, Matrix
    Computations, section 10.1, for Lanczos.
    """
    # The fused kernels of attention have no second derivative.
    with sdpa_kernel([SDPBackend.MATH]):
        first = torch.autograd.grad(loss(), parameters, create_graph=True, allow_unused=True)
    used = [(g, p) for g, p in zip(first, parameters, strict=True) if g is not None]
    slopes = [g for g, _ in used if g.requires_grad]
    values = [p for _, p in used]
    if not slopes:
        return 0.0  # the loss is linear in every parameter
    vector = _random(values, seed)
    before = [torch.zeros_like(v) for v in vector]
    beta, diagonal, off = 0.0, list[float](), list[float]()
    steps = min(PRODUCTS, sum(v.numel() for v in values))
    for k in range(steps):
        product = _hessian_times(used, vector)
        alpha = _dot(product, vector)
        diagonal.append(alpha)
        rest = [h - alpha * v - beta * b for h, v, b in zip(product, vector, before, strict=True)]
        beta = _dot(rest, rest) ** 0.5
        if k + 1 == steps or beta <= 1e-6 * max(map(abs, diagonal)):
            break
        off.append(beta)
        before, vector = vector, [r / beta for r in rest]
    matrix = np.diag(diagonal) + np.diag(off[: len(diagonal) - 1], 1)
    matrix += np.diag(off[: len(diagonal) - 1], -1)
    return float(np.linalg.eigvalsh(matrix)[-1])


def _hessian_times(used: Sequence[tuple[Tensor, Tensor]], vector: Sequence[Tensor]) -> list[Tensor]:
    pairs = [(g, v) for (g, _), v in zip(used, vector, strict=True) if g.requires_grad]
    found = torch.autograd.grad(
        [g for g, _ in pairs],
        [p for _, p in used],
        [v for _, v in pairs],
        retain_graph=True,
        allow_unused=True,
    )
    return [
        torch.zeros_like(p) if h is None else h.detach()
        for h, (_, p) in zip(found, used, strict=True)
    ]


def _random(values: Sequence[Tensor], seed: int) -> list[Tensor]:
    vector = []
    for i, value in enumerate(values):
        drawn = words(seed, f"check/curvature{i}", 0, value.numel()).astype(np.float64) / 2**31 - 1
        vector.append(torch.from_numpy(drawn).reshape(value.shape).to(value.device, value.dtype))
    size = _dot(vector, vector) ** 0.5
    return [v / size for v in vector]


def _dot(left: Sequence[Tensor], right: Sequence[Tensor]) -> float:
    return sum(float((a.double() * b.double()).sum()) for a, b in zip(left, right, strict=True))
