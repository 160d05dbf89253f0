"""Tensors by address: what they depend on, and what they do not."""

import numpy as np
import pytest

from initlab import initializers, streams
from initlab.errors import DomainError
from initlab.initializers import fans
from initlab.initializers.numpy_arrays import draw, initialize

HE = initializers.get("he").law
SHAPES = {"a.weight": (30, 20), "a.bias": (30,), "b.weight": (10, 30), "b.bias": (10,)}


def test_an_element_is_its_address_times_the_scale():
    places = np.arange(600).reshape(30, 20)
    expected = np.sqrt(2 / 20) * streams.normal(7, "w", places)
    # √(2 / 20) and the product: two roundings.
    np.testing.assert_allclose(draw(HE, (30, 20), seed=7, name="w"), expected, rtol=2**-51, atol=0)


@pytest.mark.parametrize("other", [{"seed": 8}, {"name": "v"}])
def test_another_seed_or_name_is_another_tensor(other):
    ours = draw(HE, (30, 20), seed=7, name="w")
    theirs = draw(HE, (30, 20), **({"seed": 7, "name": "w"} | other))
    assert not np.isin(ours, theirs).any()


@pytest.mark.parametrize("name", ["he", "he_uniform", "he_truncated", "orthogonal"])
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_another_dtype_is_the_same_tensor_rounded(name, dtype):
    law = initializers.get(name).law
    double = draw(law, (30, 20), seed=7, name="w")
    narrow = draw(law, (30, 20), seed=7, name="w", dtype=dtype)
    assert narrow.dtype == dtype
    np.testing.assert_array_equal(narrow, double.astype(dtype))


def test_a_tensor_more_changes_no_other_and_biases_start_at_0():
    values = initialize(SHAPES, "he", seed=3)
    assert not values["a.bias"].any()
    assert not values["b.bias"].any()
    more = initialize({"first.weight": (5, 5), **SHAPES}, "he", seed=3)
    np.testing.assert_array_equal(more["b.weight"], values["b.weight"])


def test_a_plan_is_followed_by_name():
    values = initialize(SHAPES, {"b.*": "constant:value=2", "weight": "he"})
    assert (values["b.weight"] == 2).all()
    assert (values["b.bias"] == 2).all()
    assert values["a.weight"].std() > 0


def test_fans_are_those_of_the_layer():
    depthwise = draw(HE, (512, 1, 3, 3), seed=0, name="w", fans=fans.convolution((512, 1, 3, 3)))
    # Nine inputs: the mean square of 4608 normals, six standard errors.
    assert (depthwise**2).mean() == pytest.approx(2 / 9, rel=6 * np.sqrt(2 / 4608))


def test_nothing_cannot_be_left_alone():
    with pytest.raises(DomainError, match=r"leaves b\.bias alone, but there is nothing"):
        initialize(SHAPES, {"b.bias": None, "weight": "he"})
