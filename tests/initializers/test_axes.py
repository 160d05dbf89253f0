"""Layouts of frameworks against transpositions written out by hand."""

import numpy as np
import pytest

from initlab.errors import ShapeError
from initlab.initializers.axes import Axes, of

# Axes, the framework's shape, the canonical shape, fans, and the transposition to canonical order
# that leaves batch, outputs, inputs and kernel apart.
CASES = {
    "dense": (Axes(), (3, 4), (4, 3), (3, 4, 1), (1, 0)),
    "convolution": (Axes(), (2, 5, 3, 4), (4, 3, 2, 5), (30, 40, 1), (3, 2, 0, 1)),
    "transposed": (Axes((-1,), (-2,)), (2, 5, 4, 3), (4, 3, 2, 5), (30, 40, 1), (2, 3, 0, 1)),
    "depthwise": (Axes((), (-2, -1)), (2, 5, 3, 4), (12, 1, 2, 5), (10, 120, 1), (2, 3, 0, 1)),
    "query": (Axes((0,), (1, 2)), (3, 2, 4), (8, 3), (3, 8, 1), (1, 2, 0)),
    "attention output": (Axes((0, 1), (2,)), (2, 4, 3), (3, 8), (8, 3, 1), (2, 0, 1)),
    "experts": (Axes(batch=(0,)), (6, 3, 4), (24, 3), (3, 4, 6), (0, 2, 1)),
}


@pytest.mark.parametrize("case", CASES)
def test_shapes_and_fans_are_those_worked_by_hand(case):
    axes, shape, canonical, (inputs, outputs, parts), _ = CASES[case]
    assert axes.canonical(shape) == canonical
    fans = axes.fans(shape)
    assert (fans.inputs, fans.outputs, fans.parts) == (inputs, outputs, parts)


@pytest.mark.parametrize("case", CASES)
def test_values_return_to_where_the_framework_has_them(case):
    axes, shape, canonical, _, order = CASES[case]
    theirs = np.arange(np.prod(shape)).reshape(shape)
    np.testing.assert_array_equal(
        axes.restore(theirs.transpose(order).reshape(canonical), shape), theirs
    )


@pytest.mark.parametrize(
    ("axes", "shape"),
    [(Axes(), (3,)), (Axes(), ()), (Axes((2,), (1,)), (3, 4)), (Axes((0,), (-2,)), (3, 4))],
)
def test_axes_that_a_shape_does_not_have_are_refused(axes, shape):
    with pytest.raises(ShapeError, match="name axes it has, each once"):
        axes.fans(shape)


def test_axes_may_be_numbers_or_lists_as_in_jax():
    assert of(0, [1, 2]) == Axes((0,), (1, 2))
    assert of(-2, -1, 0) == Axes(batch=(0,))
