"""A framework's layout of a weight, and the way to (outputs, inputs, *kernel) and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from numpy.typing import NDArray

from initlab.errors import ShapeError
from initlab.initializers.fans import Fans


@dataclass(frozen=True)
class Axes:
    """Which axes of a weight count its inputs and its outputs; the rest is the kernel.

    By default (*kernel, inputs, outputs), the layout of JAX, Flax and Keras. Each place along the
    `batch` axes holds a weight of its own: a part, in the words of `Fans`.
    """

    inputs: tuple[int, ...] = (-2,)
    outputs: tuple[int, ...] = (-1,)
    batch: tuple[int, ...] = ()

    def canonical(self, shape: Sequence[int]) -> tuple[int, ...]:
        """The shape (outputs, inputs, *kernel) of a weight that has `shape` in the framework.

        Raises: ShapeError: an axis that the shape does not have, or has twice.

        >>> Axes().canonical((3, 3, 16, 32))
        (32, 16, 3, 3)
        >>> Axes(inputs=(0,), outputs=(1, 2)).canonical((512, 8, 64))
        (512, 512)
        """
        batch, outputs, inputs, kernel = self._sizes(shape)
        return prod(batch) * prod(outputs), prod(inputs), *kernel

    def fans(self, shape: Sequence[int]) -> Fans:
        """Fans as if every input met every output at every place of the kernel, without stride.

        >>> Axes(batch=(0,)).fans((8, 512, 64))
        Fans(inputs=512.0, outputs=64.0, parts=8)
        """
        batch, outputs, inputs, kernel = self._sizes(shape)
        taps = prod(kernel)
        return Fans(prod(inputs) * taps, prod(outputs) * taps, prod(batch))

    def restore(self, values: NDArray[Any], shape: Sequence[int]) -> NDArray[Any]:
        """`values` of the shape `canonical(shape)` in the framework's layout: a view.

        >>> import numpy as np
        >>> Axes().restore(np.array([[1, 2, 3], [4, 5, 6]]), (3, 2)).tolist()
        [[1, 4], [2, 5], [3, 6]]
        """
        order = [axis for group in self._groups(len(shape)) for axis in group]
        spread = values.reshape([shape[axis] for axis in order])
        return spread.transpose([order.index(axis) for axis in range(len(order))])

    def _sizes(self, shape: Sequence[int]) -> list[list[int]]:
        return [[shape[axis] for axis in group] for group in self._groups(len(shape))]

    def _groups(self, dimensions: int) -> list[list[int]]:
        """The batch, output, input and kernel axes, counted from 0."""
        named = [list(group) for group in (self.batch, self.outputs, self.inputs)]
        used = [axis % dimensions for group in named for axis in group if dimensions]
        if (
            len(set(used)) < len(used)
            or not dimensions
            or not all(-dimensions <= axis < dimensions for group in named for axis in group)
        ):
            raise ShapeError(
                f"A weight with {dimensions} axes cannot have inputs {self.inputs}, outputs "
                f"{self.outputs} and batch {self.batch}: name axes it has, each once."
            )
        rest = [axis for axis in range(dimensions) if axis not in used]
        return [*([axis % dimensions for axis in group] for group in named), rest]


def of(in_axis: int | Sequence[int], out_axis: int | Sequence[int], batch: Any = ()) -> Axes:
    """Axes from numbers or sequences of numbers, as `jax.nn.initializers` takes them."""
    return Axes(_tuple(in_axis), _tuple(out_axis), _tuple(batch))


def _tuple(axis: int | Sequence[int]) -> tuple[int, ...]:
    return (axis,) if isinstance(axis, int) else tuple(axis)
