"""Fans: how many inputs an output sums up, and how many outputs an input reaches.

A fan belongs to what a layer does, not to the shape of its tensor. Weights have the layout
(outputs, inputs, *kernel) here, outputs and inputs counted as the layer sees them; embeddings
are (entries, width). Each function is one operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from initlab.errors import DomainError, ShapeError

__all__ = [
    "Fans",
    "bilinear",
    "convolution",
    "dense",
    "einsum",
    "embedding",
    "packed",
    "transposed_convolution",
]


@dataclass(frozen=True)
class Fans:
    """`inputs`: products summed into one output. `outputs`: products that use one input.

    Both are averages over positions, so a strided convolution may have fractions. A tensor of
    several `parts` is that many equal blocks of rows, each a weight of its own with these fans:
    the three projections of packed attention, the four gates of an LSTM, a convolution's groups.
    """

    inputs: float
    outputs: float
    parts: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", float(self.inputs))
        object.__setattr__(self, "outputs", float(self.outputs))
        if not (self.inputs > 0 and self.outputs > 0 and self.parts >= 1):
            raise DomainError(
                f"Fans are above 0; got {self.inputs:g} inputs and {self.outputs:g} outputs. "
                "An empty layer has nothing to initialize."
            )


def dense(shape: Sequence[int]) -> Fans:
    """Fans of a weight of shape (outputs, inputs, *kernel), as if applied without stride or groups.

    Raises: ShapeError: fewer than two dimensions, or an empty one.

    >>> dense((400, 300))
    Fans(inputs=300.0, outputs=400.0, parts=1)
    """
    return convolution(shape)


def convolution(shape: Sequence[int], *, groups: int = 1, stride: int | Sequence[int] = 1) -> Fans:
    """Fans of a convolution whose weight has the shape (outputs, inputs / groups, *kernel).

    An output sums over the inputs of its group and the kernel, whatever the stride; an input is
    used by 1 / Π stride as many outputs. Each group is a part.

    >>> convolution((8, 1, 3, 3), groups=8)  # depthwise
    Fans(inputs=9.0, outputs=9.0, parts=8)
    """
    outputs, inputs, *kernel = _checked(shape)
    if outputs % groups:
        raise ShapeError(f"{outputs} outputs do not divide into {groups} groups.")
    taps = prod(kernel)
    return Fans(inputs * taps, outputs // groups * taps / _steps(stride, len(kernel)), groups)


def transposed_convolution(
    shape: Sequence[int], *, groups: int = 1, stride: int | Sequence[int] = 1
) -> Fans:
    """Fans of a transposed convolution, weight of shape (outputs, inputs / groups, *kernel).

    With a stride an output meets only each Π stride-th tap of the kernel, on average.

    >>> transposed_convolution((32, 64, 4, 4), stride=2)
    Fans(inputs=256.0, outputs=512.0, parts=1)
    """
    outputs, inputs, *kernel = _checked(shape)
    if outputs % groups:
        raise ShapeError(f"{outputs} outputs do not divide into {groups} groups.")
    taps = prod(kernel)
    return Fans(inputs * taps / _steps(stride, len(kernel)), outputs // groups * taps, groups)


def embedding(shape: Sequence[int], *, summed: float = 1.0) -> Fans:
    """Fans of an embedding of shape (entries, width): an output is one weight, not a sum of many.

    Args:
        summed: entries added into one output: of a bag; 1 / n for a bag's mean over n.

    >>> embedding((50_000, 512))
    Fans(inputs=1.0, outputs=512.0, parts=1)
    """
    _, width = _checked(shape)
    return Fans(summed, width)


def packed(shape: Sequence[int], parts: int) -> Fans:
    """Fans of `parts` weights stacked by rows: attention's query, key and value, or gates.

    >>> packed((1536, 512), parts=3)
    Fans(inputs=512.0, outputs=512.0, parts=3)
    """
    outputs, *_ = _checked(shape)
    if outputs % parts:
        raise ShapeError(f"{outputs} rows do not divide into {parts} equal parts.")
    whole = convolution(shape)
    return Fans(whole.inputs, whole.outputs / parts, parts)


def bilinear(shape: Sequence[int]) -> Fans:
    """Fans of y_k = Σ_ij W_kij u_i v_j, shape (outputs, first inputs, second inputs).

    An output sums over all pairs. The two arguments are used by different numbers of products;
    `outputs` is their mean.

    >>> bilinear((4, 10, 30))
    Fans(inputs=300.0, outputs=80.0, parts=1)
    """
    outputs, first, second = _checked(shape)
    return Fans(first * second, outputs * (first + second) / 2)


def einsum(equation: str, shape: Sequence[int]) -> Fans:
    """Fans of the second operand of `equation`, as in "btd,dhk->bthk".

    A letter shared with the input and absent from the result is summed: inputs. A letter of the
    weight's own is an output. A letter in all three is a batch of weights and in neither fan.

    >>> einsum("btd,dhk->bthk", (512, 8, 64))
    Fans(inputs=512.0, outputs=512.0, parts=1)
    """
    operands, arrow, result = equation.replace(" ", "").partition("->")
    given, comma, weight = operands.partition(",")
    if not (arrow and comma) or "," in weight or len(weight) != len(shape):
        raise ShapeError(
            f"An einsum is written 'x,w->y' with a letter for each dimension of w, "
            f"{tuple(shape)}; got {equation!r}."
        )
    sizes = dict(zip(weight, _checked(shape), strict=True))
    inputs = prod(n for letter, n in sizes.items() if letter in given and letter not in result)
    outputs = prod(n for letter, n in sizes.items() if letter not in given)
    return Fans(inputs, outputs)


def _checked(shape: Sequence[int]) -> tuple[int, ...]:
    sizes = tuple(int(n) for n in shape)
    if len(sizes) < 2 or any(n < 1 for n in sizes):
        raise ShapeError(
            f"Fans need a weight of shape (outputs, inputs, *kernel), none of them 0; got {sizes}. "
            "For a bias use 'zeros', or give the fans."
        )
    return sizes


def _steps(stride: int | Sequence[int], dimensions: int) -> int:
    return stride**dimensions if isinstance(stride, int) else prod(stride)
