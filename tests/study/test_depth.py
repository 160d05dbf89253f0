"""The picture of thirty layers: against JAX's derivative, and what papers say of it."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from initlab import initializers
from initlab.errors import UnknownName
from initlab.initializers.laws import Spread
from initlab.initializers.numpy_arrays import draw
from initlab.study.depth import depth_profile


def test_signal_and_gradient_are_those_of_jaxs_vector_jacobian_product():
    law = Spread(0.3)
    profile = depth_profile(law, "tanh", layers=3, width=8, seed=4)
    weights = [draw(law, (8, 8), seed=4, name=f"layer{k}.weight") for k in range(3)]
    a = jnp.asarray(draw(Spread(1.0), (8, 64), seed=4, name="inputs"))
    last = jnp.asarray(draw(Spread(1.0), (8, 64), seed=4, name="gradient"))
    for k in range(3):

        def onward(start, k=k):
            for weight in weights[k:]:
                start = jnp.tanh(jnp.asarray(weight) @ start)
            return start

        _, back = jax.vjp(onward, a)
        # JAX computes in float32: 24 products of relative error 2⁻²⁴ each.
        assert float((back(last)[0] ** 2).mean()) == pytest.approx(profile.gradient[k], rel=1e-5)
        a = jnp.tanh(jnp.asarray(weights[k]) @ a)
        assert float((a**2).mean()) == pytest.approx(profile.signal[k], rel=1e-5)


def test_he_keeps_what_xavier_halves_in_relu_layers():
    # Same draws, √2 apart, and ReLU is homogeneous: exactly 2 per layer, up to rounding.
    he, xavier = (depth_profile(initializers.get(name).law) for name in ("he", "xavier"))
    ratios = np.array(he.signal) / np.array(xavier.signal)
    np.testing.assert_allclose(ratios, 2.0 ** np.arange(1, 31), rtol=1e-10)
    back = np.array(he.gradient) / np.array(xavier.gradient)
    np.testing.assert_allclose(back, 2.0 ** np.arange(30, 0, -1), rtol=1e-10)


def test_zeros_and_overflow_are_results():
    zeros = depth_profile(initializers.get("zeros").law)
    assert not any(zeros.signal)
    assert not any(zeros.gradient)
    huge = depth_profile(initializers.parse("random:scale=1e30").law)
    assert huge.signal[-1] == float("inf")
    assert huge.to_json()["signal"][-1] is None


def test_an_activation_that_does_not_exist_is_refused():
    with pytest.raises(UnknownName, match="Did you mean 'relu'"):
        depth_profile(initializers.get("he").law, "rel")
