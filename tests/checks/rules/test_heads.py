"""HED001 to HED003, STP001 and MUP001: the loss, the head and the step."""

from dataclasses import replace
from math import log

import pytest

from initlab.checks.findings import NotJudged
from initlab.checks.rules import (
    class_prior,
    first_loss,
    step_too_large,
    tied_embedding,
    width_dependent_scale,
)
from initlab.checks.snapshot import Curvature, Loss, WidthSlope
from tests.checks.rules.written import HEALTHY, found, signal, weight, with_signal

LOSS, PRIOR, TIED = first_loss.RULE, class_prior.RULE, tied_embedding.RULE
STEP, WIDTH = step_too_large.RULE, width_dependent_scale.RULE


def of_classes(value, know_nothing, classes=10):
    return replace(HEALTHY, loss=Loss(value, know_nothing, log(classes), classes))


def test_a_usual_first_loss_is_clean():
    assert found(LOSS, of_classes(log(10) + 0.5, 2.2)) == []


def test_a_first_loss_beyond_he_logits_is_a_warning_and_twice_log_classes_an_error():
    # Two layers of 64 units: log of a mean square −0.078 ± 0.395, so at most e^0.712 = 2.04 times
    # He's 2. Half of 4.08, and √(4.08 / 64) on top: 2.29 nats; log 100 = 4.61.
    assert found(LOSS, of_classes(log(100) + 2.2, 4.2, classes=100)) == []
    assert found(LOSS, of_classes(log(100) + 2.4, 4.2, classes=100)) == [("warning", "c")]
    assert found(LOSS, of_classes(log(100) + 4.7, 4.2, classes=100)) == [("error", "c")]


def test_behind_a_normalization_width_leaves_nothing_to_chance():
    # 1 + √(2 / 10) = 1.45 nats.
    normal = with_signal("b.weight", of_classes(log(10) + 1.4, 2.2), normalized_next=True)
    assert found(LOSS, normal) == []
    assert found(LOSS, replace(normal, loss=Loss(log(10) + 1.5, 2.2, log(10), 10))) == [
        ("warning", "c")
    ]


def test_few_labels_in_a_batch_do_not_make_the_loss_too_high():
    # 64 labels of 1000 classes: the best constant knows 64 of them, log 64 = 4.2.
    assert found(LOSS, of_classes(log(1000) + 0.3, 4.2, classes=1000)) == []


def test_a_regression_ten_times_above_the_best_constant_is_a_warning_if_outputs_are_large():
    far = replace(HEALTHY, loss=Loss(30.0, 1.0), output_mean_square=29.0)
    assert found(LOSS, far) == [("warning", "c")]
    assert found(LOSS, replace(far, output_mean_square=0.1)) == []


def test_a_random_cotangent_is_no_loss():
    with pytest.raises(NotJudged):
        list(LOSS.judge(replace(HEALTHY, loss=Loss(3.0, None, is_users=False))))


def test_rare_classes_that_the_bias_ignores_are_a_note():
    assert found(PRIOR, of_classes(1.62, 0.3, classes=5)) == [("note", "c")]


def test_balanced_labels_and_a_bias_that_knows_the_shares_are_clean():
    assert found(PRIOR, of_classes(1.62, 1.57, classes=5)) == []
    assert found(PRIOR, of_classes(0.35, 0.3, classes=5)) == []


def test_a_batch_too_small_for_its_classes_is_not_judged():
    with pytest.raises(NotJudged, match="five examples"):
        list(PRIOR.judge(of_classes(6.9, 4.1, classes=1000)))


def tied(deviation, mean_square):
    table = weight("e.weight", (100, 64), variance=deviation**2, kind="embedding")
    looked_up = signal(0, "e.weight", operation="embedding")
    head = signal(1, "e.weight", output_mean_square=mean_square, units=100, is_output=True)
    return replace(HEALTHY, weights=(table,), signals=(looked_up, head))


def test_a_tied_embedding_of_deviation_one_is_an_error():
    assert found(TIED, tied(1.0, 64.0)) == [("error", "e")]  # 64 > 2 log 100 = 9.2


def test_a_tied_embedding_of_gpt_is_clean():
    assert found(TIED, tied(0.02, 64 * 0.02**2)) == []


def test_large_features_are_not_blamed_on_the_embedding():
    assert found(TIED, tied(0.02, 500.0)) == []


def test_a_step_beyond_two_over_the_curvature_is_a_warning():
    curved = replace(HEALTHY, curvature=Curvature(200.0, 0.011))
    assert found(STEP, curved) == [("warning", "")]
    assert found(STEP, replace(HEALTHY, curvature=Curvature(200.0, 0.009))) == []
    with pytest.raises(NotJudged):
        list(STEP.judge(HEALTHY))


def slopes(*each):
    return replace(HEALTHY, width_slopes=each)


def test_sizes_that_do_not_depend_on_width_are_clean_and_outputs_may_shrink():
    assert (
        found(WIDTH, slopes(WidthSlope("b", 2, 0.02, 0.02), WidthSlope("c", 0, -0.5, 0.05))) == []
    )


def test_a_size_that_grows_with_width_is_a_warning():
    assert found(WIDTH, slopes(WidthSlope("b", 2, 0.5, 0.05))) == [("warning", "b")]


def test_a_wide_interval_decides_nothing():
    with pytest.raises(NotJudged, match="decides nothing"):
        list(WIDTH.judge(slopes(WidthSlope("b", 2, 0.5, 0.4))))
