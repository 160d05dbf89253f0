"""SYM002 and SYM003: copies within a layer and of layers."""

from initlab.checks.rules import cloned_layers, identical_units
from tests.checks.rules.written import HEALTHY, found, with_weight

UNITS, LAYERS = identical_units.RULE, cloned_layers.RULE


def test_random_weights_are_clean():
    assert found(UNITS, HEALTHY) == []
    assert found(LAYERS, HEALTHY) == []


def test_a_constant_layer_is_an_error():
    assert found(UNITS, with_weight("b.weight", duplicate_share=63 / 64)) == [("error", "b")]


def test_copies_of_some_units_are_a_warning():
    assert found(UNITS, with_weight("b.weight", duplicate_share=0.5)) == [("warning", "b")]


def test_a_constant_head_is_as_good_as_a_zero_one():
    assert found(UNITS, with_weight("c.weight", duplicate_share=0.8)) == []


def test_a_row_may_repeat_in_each_part_of_a_packed_weight():
    assert found(UNITS, with_weight("b.weight", duplicate_share=0.75, parts=4)) == []


def test_copies_by_chance_are_clean():
    # 4096 rows of one bfloat16 of 8 bits: at most 256 differ.
    by_chance = with_weight(
        "b.weight", shape=(4096, 1), dtype="bfloat16", duplicate_share=1 - 256 / 4096
    )
    assert found(UNITS, by_chance) == []


def test_kernels_repeated_for_a_sub_pixel_convolution_are_clean():
    assert found(UNITS, with_weight("b.weight", shape=(64, 16, 3, 3), duplicate_share=0.75)) == []


def test_layers_with_equal_elements_are_a_warning():
    # a.weight is of another shape in truth, which the rule does not look at.
    both = with_weight("a.weight", same_as=("b.weight",))
    both = with_weight("b.weight", both, same_as=("a.weight",))
    assert found(LAYERS, both) == [("warning", "a")]


def test_a_copy_that_is_frozen_is_a_target_network_and_clean():
    frozen = with_weight("a.weight", same_as=("b.weight",), trainable=False)
    frozen = with_weight("b.weight", frozen, same_as=("a.weight",))
    assert found(LAYERS, frozen) == []


def test_two_identities_are_clean():
    # 64 ones among 64² elements: mean 1/64, mean square 1/64.
    facts = {
        "mean": 1 / 64,
        "variance": 1 / 64 - 1 / 64**2,
        "zero_share": 63 / 64,
        "largest": 1.0,
    }
    both = with_weight("a.weight", same_as=("b.weight",), **facts)
    both = with_weight("b.weight", both, same_as=("a.weight",), **facts)
    assert found(LAYERS, both) == []
