"""Schemes of several laws: their fields, what they refuse, and what they make of a network."""

from dataclasses import replace

import numpy as np
import pytest

from initlab import initializers
from initlab.errors import DomainError, UnknownName
from initlab.initializers import fans, laws
from initlab.initializers.assignment import Tensor, assign
from initlab.initializers.numpy_arrays import draw


def std(name, shape=(400, 300)):
    return laws.std(initializers.parse(name).law, shape)


def test_a_field_of_a_scheme_changes_its_roles():
    scheme = initializers.parse("gpt_2:layers=50,scale=0.04")
    # 0.04 / √(2 · 50)
    assert laws.std(scheme.role("attention_output").law, (8, 8)) == pytest.approx(0.004, rel=1e-14)
    assert laws.std(scheme.law, (8, 8)) == 0.04
    tensor = Tensor("h.0.out", (8, 8), "weight", fans.dense((8, 8)), ("attention_output",))
    assert laws.std(assign(scheme, [tensor])[0].entry.law, (8, 8)) == pytest.approx(0.004)


def test_a_field_that_no_law_of_a_scheme_has_is_refused():
    with pytest.raises(UnknownName, match="Did you mean 'layers'"):
        initializers.parse("gpt_2:layer=50")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gpt_2:layers=0", "layers is a whole number of at least 1; got 0"),
        ("deep_norm.value:layers=2.5", "layers is a whole number of at least 1; got 2.5"),
        ("deep_norm_encoder:decoder_layers=nan", "decoder_layers is a whole number"),
        ("ds_init:layer=0", "layer is a whole number"),
        ("fixup:branches=inf", "branches is a whole number"),
        ("fixup:weights_per_branch=1", "at least 2 weights"),
        ("sub_ln:layers=0", "layers is a whole number"),
        ("mu_p:base=0", "base is the width to scale from, above 0; got 0"),
        ("unit_uniform:low=2", "goes from low up to high; got low=2, high=1"),
        ("keras_truncated:parent=-1", "at least 0; got -1"),
        ("dcgan:centre=inf", "A centre is a finite number"),
        ("he_leaky:leak=nan", "A leak is a finite number"),
        ("kumar:activation=relu", "an activation with a slope at 0; got 'relu'"),
        ("gained:activation=rel", "takes linear or identity or relu"),
        ("gained:direction=up", "takes forward or backward; got 'up'"),
        ("nguyen_widrow:factor=-1", "at least 0; got -1"),
    ],
)
def test_values_that_no_law_can_have_are_refused(text, words):
    with pytest.raises(DomainError, match=words):
        initializers.parse(text)


# 1 / √E[φ²] and 1 / √E[φ′²] over N(0, 1), by mpmath's quadrature with 30 digits.
GAINS = {
    "tanh": (1.5925374197228314, 1.4674135916307951),
    "sigmoid": (1.8462285453386054, 4.7226460859379743),
    "gelu": (1.5335304411955352, 1.4811144127083482),
    "selu": (1.0, 0.96602577697390119),
}


@pytest.mark.parametrize("name", GAINS)
def test_the_gained_entries_have_the_activations_gain(name):
    forward, backward = GAINS[name]
    # Far above the error of the quadrature behind, far below any difference of formula.
    assert std(f"gained:activation={name}") == pytest.approx(forward / np.sqrt(300), rel=1e-8)
    assert std(f"gained_backward:activation={name}") == pytest.approx(
        backward / np.sqrt(400), rel=1e-8
    )


def test_for_relu_both_gains_are_he():
    assert std("gained") == pytest.approx(std("he"), rel=1e-12)
    assert std("gained_backward") == pytest.approx(std("he:fan=outputs"), rel=1e-12)


def test_nguyen_and_widrows_rows_have_one_length():
    weights = draw(initializers.get("nguyen_widrow").law, (40, 3), seed=0, name="w")
    lengths = np.linalg.norm(weights, axis=1)
    # 0.7 · 40^(1/3) = 0.7 · 3.4199519; three squares and a root: a few roundings.
    np.testing.assert_allclose(lengths, 2.3939663253474, rtol=1e-12)
    assert abs(weights.mean()) < 0.5  # the directions differ


def relu(z):
    return np.maximum(z, 0.0)


def stream_growth(last, branches, width=400, tokens=50):
    """Mean square of a residual stream after `branches` two-layer ReLU branches, over before."""
    rng = np.random.default_rng(1)
    stream = rng.standard_normal((width, tokens))
    before = (stream**2).mean()
    he = initializers.get("he").law
    for i in range(branches):
        first = draw(he, (width, width), seed=0, name=f"{i}.first")
        stream = stream + draw(last, (width, width), seed=0, name=f"{i}.last") @ relu(
            first @ stream
        )
    return (stream**2).mean() / before


def test_branches_over_the_root_of_the_depth_let_the_stream_grow_alike_at_any_depth():
    # A branch of He's weights doubles the mean square it is given on entry (no ReLU there), so
    # the stream grows by (1 + 2/L)^L, below e² = 7.39. A branch's own factor has a deviation of
    # at most √(5/400 + 2/400) = 0.13, so the growth has 2 √L / (L + 2) of that: five of them.
    last = initializers.get("root_depth").role("last").law
    for branches in (4, 16):
        growth = stream_growth(replace(last, layers=branches), branches)
        spread = 0.13 * 2 * np.sqrt(branches) / (branches + 2)
        assert growth == pytest.approx((1 + 2 / branches) ** branches, rel=5 * spread)
    assert stream_growth(initializers.get("he").law, 16) > 1e6  # 3^16 = 4e7


def test_gpt_2s_stream_grows_by_a_share_of_each_branch():
    # Each of the 2 L ends has 1 / (2 L) of the others' variance: their sum is one branch's.
    ends = initializers.parse("gpt_2.attention_output:layers=16").law
    assert 2 * 16 * laws.std(ends, (8, 8)) ** 2 == pytest.approx(0.02**2, rel=1e-14)


@pytest.mark.parametrize("scheme", ["t_fixup", "deep_norm", "sub_ln"])
def test_query_and_key_keep_glorot_where_the_scheme_speaks_of_four_projections(scheme):
    tensors = [
        Tensor(role, (8, 8), "weight", fans.dense((8, 8)), (role,))
        for role in ("query", "key", "value")
    ]
    query, key, value = (laws.std(a.entry.law, (8, 8)) for a in assign(scheme, tensors))
    assert query == key == pytest.approx(np.sqrt(2 / 16), rel=1e-14)
    assert value != query
