"""How an operation applies a weight: its operands, its fan, and how many taps meet the input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from torch import Tensor

from initlab.checks.probe_torch.operations import CONVOLUTIONS, MATRIX_PRODUCTS
from initlab.checks.snapshot import Operation


@dataclass(frozen=True)
class Application:
    """One weight applied to one input."""

    weight: Tensor
    inputs: Tensor
    bias: Tensor | None
    operation: Operation
    fan: float  # products per output, those with padding left out
    input_dim: int  # the dimension of the units
    unit_dim: int
    plain: bool = True  # no other factors, so the mean square can be predicted


def application(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], is_weight: Callable[[Tensor], bool]
) -> Application | None:
    """How `name` applies a weight to an input, if it does."""
    if name in CONVOLUTIONS:
        return _convolution(args) if is_weight(args[1]) else None
    if name == "embedding":
        weight, indices = args[:2]
        return Application(weight, indices, None, "embedding", 1.0, -1, -1)
    if name in MATRIX_PRODUCTS:
        return _product(name, args, kwargs, is_weight)
    return None


def _product(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], is_weight: Callable[[Tensor], bool]
) -> Application | None:
    if name == "linear":
        inputs, weight, *rest = args
        bias = rest[0] if rest else kwargs.get("bias")
        fan = float(inputs.shape[-1])
        return (
            Application(weight, inputs, bias, "dense", fan, -1, -1) if is_weight(weight) else None
        )
    added = name in ("addmm", "baddbmm", "addmv", "_addmm_activation")
    bias, left, right = args[:3] if added else (None, *args[:2])
    plain = kwargs.get("alpha", 1) == 1 and kwargs.get("beta", 1) == 1
    if is_weight(left) == is_weight(right):
        return None
    if is_weight(right):
        fan, unit_dim = float(left.shape[-1]), -1 if right.dim() > 1 else left.dim()
        if right.dim() == 1:
            return None
        return Application(right, left, bias, "dense", fan, -1, unit_dim, plain)
    vector = right.dim() == 1
    fan, dim = float(right.shape[0 if vector else -2]), -1 if vector else -2
    return Application(left, right, bias, "dense", fan, dim, dim, plain)


def _convolution(args: Sequence[Any]) -> Application:
    inputs, weight, bias, stride, padding, dilation, transposed, output_padding, groups = args[:9]
    kernel = weight.shape[2:]
    dims = len(kernel)

    def each(value: Any) -> list[int]:
        sizes = list(value) if isinstance(value, list | tuple) else [value]
        return [int(n) for n in (sizes * dims if len(sizes) == 1 else sizes)]

    geometry = zip(
        inputs.shape[-dims:],
        kernel,
        each(stride),
        each(padding),
        each(dilation),
        each(output_padding),
        strict=True,
    )
    if transposed:
        per_group = weight.shape[0] // groups
        taps = prod(_taps_transposed(*sizes) for sizes in geometry)
        operation: Operation = "transposed convolution"
    else:
        per_group = weight.shape[1]
        taps = prod(_taps(*sizes[:5]) for sizes in geometry)
        operation = "convolution"
    dim = -1 - dims
    return Application(weight, inputs, bias, operation, per_group * taps, dim, dim)


def _taps(length: int, kernel: int, stride: int, padding: int, dilation: int) -> float:
    """Mean number of taps that fall on the input and not on its padding, in one dimension."""
    outputs = (length + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    met = 0
    for tap in range(kernel):
        # 0 ≤ o·stride − padding + tap·dilation < length.
        shift = padding - tap * dilation
        first = max(0, -(-shift // stride))
        last = min(outputs - 1, (length - 1 + shift) // stride)
        met += max(0, last - first + 1)
    return met / outputs if outputs > 0 else 0.0


def _taps_transposed(
    length: int, kernel: int, stride: int, padding: int, dilation: int, extra: int
) -> float:
    """Mean number of products per output, in one dimension."""
    outputs = (length - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    met = 0
    for tap in range(kernel):
        # 0 ≤ i·stride − padding + tap·dilation < outputs.
        shift = padding - tap * dilation
        first = max(0, -(-shift // stride))
        last = min(length - 1, (outputs - 1 + shift) // stride)
        met += max(0, last - first + 1)
    return met / outputs if outputs > 0 else 0.0
