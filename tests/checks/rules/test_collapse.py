"""COL001 and COL002: examples that become alike, or differ along one direction."""

import pytest

from initlab.checks.findings import NotJudged
from initlab.checks.rules import alike_inputs, rank_collapse
from tests.checks.rules.written import HEALTHY, found, with_signal

ALIKE, RANK = alike_inputs.RULE, rank_collapse.RULE


def collapsed(left):
    """Of 1 − c = 1 in the batch, `left` at the last hidden layer and the head."""
    return with_signal(
        "c.weight", with_signal("b.weight", similarity=1 - left), input_similarity=1 - left
    )


def test_different_examples_are_clean():
    assert found(ALIKE, HEALTHY) == []
    assert found(RANK, HEALTHY) == []


def test_he_weights_at_a_depth_of_fifty_are_clean():
    # 1 − c = (9 π² / 2) / depth² for ReLU: 0.018.
    assert found(ALIKE, collapsed(0.018)) == []


def test_six_depth_scales_are_a_warning_and_twelve_an_error():
    # e^−6 = 2.48e-3, e^−12 = 6.1e-6.
    assert found(ALIKE, collapsed(2.4e-3)) == [("warning", "b")]
    assert found(ALIKE, collapsed(6e-6)) == [("error", "b")]


def test_pooling_of_noise_is_not_blamed_on_the_layers():
    assert found(ALIKE, with_signal("c.weight", input_similarity=1 - 1e-4)) == []


def test_a_batch_of_one_example_repeated_is_not_judged():
    with pytest.raises(NotJudged, match="are the same"):
        list(ALIKE.judge(with_signal("a.weight", input_similarity=1.0)))


def ranks(hidden, head):
    return with_signal(
        "c.weight", with_signal("b.weight", effective_rank=hidden), effective_rank=head
    )


def test_one_direction_is_an_error():
    assert found(RANK, ranks(1.001, 1.0)) == [("error", "b")]


def test_a_branch_of_one_direction_that_a_stream_goes_around_is_clean():
    assert found(RANK, ranks(1.001, 3.0)) == []


def test_the_rank_of_a_deep_plain_network_is_clean():
    assert found(RANK, ranks(1.2, 1.2)) == []


def test_data_or_bottlenecks_of_one_direction_are_clean():
    narrow = with_signal("a.weight", effective_rank=1.0, rank_limit=1.0, units=1)
    assert found(RANK, with_signal("b.weight", narrow, effective_rank=1.0)) == []
