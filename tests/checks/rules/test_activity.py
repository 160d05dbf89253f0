"""ACT001 and ACT002: silent and saturated units."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from initlab.checks.rules import saturated_units, silent_units
from tests.checks.rules.written import HEALTHY, found, with_signal, with_weight

SILENT, SATURATED = silent_units.RULE, saturated_units.RULE


def test_the_chance_of_silence_is_the_orthant_probability():
    # SciPy integrates the same probability as a multivariate normal distribution.
    for count, correlation in ((2, 0.3), (3, 0.7)):
        covariance = np.full((count, count), correlation) + (1 - correlation) * np.eye(count)
        witness = multivariate_normal(np.zeros(count), covariance).cdf(np.zeros(count))
        # SciPy's own tolerance is 1e-5.
        assert silent_units.below_0(count, correlation) == pytest.approx(witness, abs=2e-5)


def test_no_silent_unit_is_clean():
    assert found(SILENT, HEALTHY) == []


def test_half_of_the_units_silent_is_what_alike_examples_predict():
    alike = with_signal("b.weight", silent_share=0.5, similarity=0.9999, effective_rank=2.0)
    assert found(SILENT, alike) == []


def test_more_silent_units_than_different_examples_predict_are_a_warning():
    assert found(SILENT, with_signal("b.weight", silent_share=0.4)) == [("warning", "b")]


def test_more_than_zero_mean_weights_can_silence_is_an_error():
    # ½ + 4 √(¼ / 64) = ¾.
    assert found(SILENT, with_signal("b.weight", silent_share=0.76)) == [("error", "b")]
    alike = with_signal("b.weight", silent_share=0.74, similarity=1.0)
    assert found(SILENT, alike) == []


def test_a_dead_layer_of_two_units_is_an_error():
    dead = with_signal("b.weight", silent_share=1.0, units=2)
    assert found(SILENT, dead) == [("error", "b")]


def test_a_negative_mean_is_named_as_the_cause_and_repaired():
    dead = with_signal("b.weight", with_weight("b.weight", mean=-0.2), silent_share=1.0)
    (finding,) = SILENT.judge(dead)
    assert [(r.weight, r.entry) for r in finding.repairs] == [("b.weight", "he")]


def tanh(share):
    return with_signal("b.weight", activation="tanh", silent_share=None, saturated_share=share)


def test_the_expected_share_is_that_of_a_gaussian():
    # By SciPy's normal distribution.
    witness = 2 * norm.sf(saturated_units.TANH_EDGE / np.sqrt(25 / 9))
    share = saturated_units.expected_share(saturated_units.TANH_EDGE, 25 / 9)
    assert share == pytest.approx(witness, rel=1e-12)
    assert round(share, 2) == 0.19


def test_the_share_that_the_gain_of_five_thirds_gives_is_clean():
    assert found(SATURATED, tanh(0.19)) == []


def test_a_saturated_layer_is_a_warning_and_a_flat_one_an_error():
    assert found(SATURATED, tanh(0.4)) == [("warning", "b")]
    assert found(SATURATED, tanh(0.8)) == [("error", "b")]
