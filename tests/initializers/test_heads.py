"""The first prediction of a head is what its bias was made for."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, softmax

from initlab import initializers
from initlab.errors import DomainError, ShapeError
from initlab.initializers.heads import ClassPrior
from initlab.initializers.numpy_arrays import sampled


@pytest.mark.parametrize("prior", [1e-6, 0.01, 0.5, 0.99])
def test_a_sigmoid_over_the_prior_bias_is_the_prior(prior):
    bias = sampled(initializers.parse(f"prior_bias:prior={prior}").law, (3,), rng=0)
    # Relative errors: of log 2 ε, of exp as much times |b|, here at most 14.
    np.testing.assert_allclose(expit(bias), prior, rtol=1e-14)


@pytest.mark.parametrize("counts", [(900, 90, 10), (0.5, 0.5), (7.0,)])
def test_a_softmax_over_the_class_prior_is_the_frequencies(counts):
    entry = replace(initializers.get("class_prior"), law=ClassPrior(counts))
    bias = sampled(entry.law, (len(counts),), rng=0)
    frequencies = np.array(counts) / sum(counts)
    np.testing.assert_allclose(softmax(bias), frequencies, rtol=1e-14)
    np.testing.assert_allclose(np.exp(bias), frequencies, rtol=1e-14)


def test_without_counts_all_classes_are_alike():
    np.testing.assert_allclose(softmax(sampled(ClassPrior(), (5,), rng=0)), 0.2, rtol=1e-15)


def test_a_bias_of_other_classes_is_refused():
    with pytest.raises(ShapeError, match=r"bias of 3 classes has the shape \(3,\); got \(4,\)"):
        sampled(ClassPrior((1, 2, 3)), (4,), rng=0)


@pytest.mark.parametrize("counts", [(1, 0), (1, -1), (float("nan"), 1), [1, 2]])
def test_counts_that_are_no_counts_are_refused(counts):
    with pytest.raises(DomainError, match="a tuple with a number above 0 for each class"):
        ClassPrior(counts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prior_bias:prior=0", "between 0 and 1; got 0"),
        ("prior_bias:prior=1", "between 0 and 1; got 1"),
        ("class_prior:counts=3", "Give it from Python"),
    ],
)
def test_what_is_no_probability_is_refused(text, words):
    with pytest.raises(DomainError, match=words):
        initializers.parse(text)
