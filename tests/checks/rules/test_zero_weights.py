from dataclasses import replace

import pytest

from initlab.checks.findings import NotJudged
from initlab.checks.rules.zero_weights import RULE
from tests.checks.rules.written import HEALTHY, found, signal, with_signal, with_weight


def zero(name, snapshot=HEALTHY, gradient=1e-3):
    return with_weight(
        name, snapshot, zero_share=1.0, largest=0.0, variance=0.0, gradient_mean_square=gradient
    )


def test_random_weights_are_clean():
    assert found(RULE, HEALTHY) == []


def test_a_zero_head_is_clean():
    assert found(RULE, zero("c.weight")) == []


def test_a_zero_layer_that_a_residual_stream_goes_around_is_clean():
    assert found(RULE, zero("b.weight")) == []  # the head sees a similarity of 0.1


def test_zeros_that_the_next_layer_sees_as_one_vector_are_an_error():
    cut = with_signal("c.weight", zero("b.weight"), input_similarity=1.0)
    assert found(RULE, cut) == [("error", "b")]


def test_zeros_that_no_gradient_moves_are_an_error():
    assert found(RULE, zero("b.weight", gradient=0.0)) == [("error", "b")]


def test_zeros_behind_a_zero_head_that_will_open_are_clean():
    assert found(RULE, zero("c.weight", zero("b.weight", gradient=0.0))) == []


def test_a_recurrent_state_of_zeros_does_not_make_the_weight_before_it_guilty():
    state = signal(2, "h.weight", operation="recurrent", input_mean_square=0.0)
    head = replace(HEALTHY.signals[2], step=3)
    between = replace(HEALTHY, signals=(*HEALTHY.signals[:2], state, head))
    assert found(RULE, zero("b.weight", between)) == []


def test_one_finding_names_all_zero_weights_and_repairs_each():
    every = zero("a.weight", zero("b.weight", gradient=0.0), gradient=0.0)
    (finding,) = RULE.judge(every)
    assert [(r.weight, r.entry) for r in finding.repairs] == [
        ("a.weight", "he"),
        ("b.weight", "he"),
    ]


def test_nothing_is_judged_without_a_forward_pass():
    with pytest.raises(NotJudged):
        list(RULE.judge(replace(HEALTHY, signals=())))
