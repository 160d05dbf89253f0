"""Fans counted by hand, operation by operation."""

import pytest

from initlab.errors import DomainError, ShapeError
from initlab.initializers import fans
from initlab.initializers.fans import Fans


@pytest.mark.parametrize(
    ("found", "inputs", "outputs", "parts"),
    [
        (fans.dense((400, 300)), 300, 400, 1),
        # An output sums 3 · 3 taps of 16 channels; an input is in 3 · 3 outputs of 32.
        (fans.convolution((32, 16, 3, 3)), 144, 288, 1),
        (fans.convolution((32, 16, 5)), 80, 160, 1),
        # Of 4 groups each has 32 / 4 outputs of its own.
        (fans.convolution((32, 16, 3, 3), groups=4), 144, 72, 4),
        # Half as many outputs along each axis: a quarter of 288, and as many inputs as before.
        (fans.convolution((32, 16, 3, 3), stride=2), 144, 72, 1),
        (fans.convolution((32, 16, 3, 3), stride=(1, 3)), 144, 96, 1),
        # Steps of 2 between inputs: an output meets 2 · 2 of the 4 · 4 taps of 64 channels; an
        # input is spread over all 4 · 4 taps to 32 channels.
        (fans.transposed_convolution((32, 64, 4, 4), stride=2), 256, 512, 1),
        (fans.transposed_convolution((32, 64, 4, 4), stride=2, groups=2), 256, 256, 2),
        # A row is looked up, not summed; its entry is one number in each of 512 outputs.
        (fans.embedding((50_000, 512)), 1, 512, 1),
        (fans.embedding((50_000, 512), summed=20), 20, 512, 1),
        # Three weights of 512 × 512.
        (fans.packed((1536, 512), parts=3), 512, 512, 3),
        # 10 · 30 pairs; an element of u is in 4 · 30 products, one of v in 4 · 10.
        (fans.bilinear((4, 10, 30)), 300, 80, 1),
        (fans.einsum("btd,dhk->bthk", (512, 8, 64)), 512, 512, 1),
        # 8 experts of 512 × 64: e is in all three.
        (fans.einsum("ebd,edk->ebk", (8, 512, 64)), 512, 64, 1),
    ],
)
def test_fans_are_those_counted_by_hand(found, inputs, outputs, parts):
    assert found == Fans(inputs, outputs, parts)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: fans.dense((3,)), ShapeError, "For a bias use 'zeros'"),
        (lambda: fans.dense((3, 0)), ShapeError, "none of them 0"),
        (lambda: fans.convolution((8, 4, 3), groups=3), ShapeError, "into 3 groups"),
        (lambda: fans.transposed_convolution((8, 4, 3), groups=3), ShapeError, "into 3 groups"),
        (lambda: fans.packed((10, 4), 3), ShapeError, "into 3 equal parts"),
        (lambda: fans.einsum("ab,bc", (2, 3)), ShapeError, "x,w->y"),
        (lambda: fans.Fans(0, 1), DomainError, "above 0; got 0 inputs"),
    ],
)
def test_what_has_no_fans_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
