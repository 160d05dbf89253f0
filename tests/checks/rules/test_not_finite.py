from dataclasses import replace
from math import inf, nan

import torch

from initlab.checks.rules.not_finite import RULE
from tests.checks.rules.deep import classified, found, he, layers, stack


def test_a_weight_is_the_cause_before_its_signals():
    plain = layers([1.0] * 4)
    weights = [replace(w, finite=i != 2) for i, w in enumerate(plain.weights)]
    signals = [replace(s, finite=i < 2) for i, s in enumerate(plain.signals)]
    (finding,) = found(RULE, replace(plain, weights=tuple(weights), signals=tuple(signals)))
    assert finding.weight == "2.weight"
    assert finding.repairs[0].entry == "he"


def test_of_signals_the_first_is_named():
    plain = layers([1.0] * 4)
    signals = tuple(replace(s, finite=i < 2) for i, s in enumerate(plain.signals))
    (finding,) = found(RULE, replace(plain, signals=signals))
    assert finding.layer == "2"


def test_an_output_and_a_gradient_are_looked_at_last():
    plain = layers([1.0] * 4)
    assert found(RULE, plain) == []
    (finding,) = found(RULE, replace(plain, output_mean_square=inf))
    assert "behind the last layer" in finding.message
    weights = tuple(replace(w, gradient_mean_square=nan) for w in plain.weights)
    (finding,) = found(RULE, replace(plain, weights=weights))
    assert "slope is infinite" in finding.message


def test_a_model_with_one_nan_is_found_and_without_it_is_clean():
    model = stack(4, start=he)
    assert found(RULE, classified(model)) == []
    with torch.no_grad():
        model[2].weight[0, 0] = nan
    (finding,) = found(RULE, classified(model))
    assert finding.weight == "2.weight"
