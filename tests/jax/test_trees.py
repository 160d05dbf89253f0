"""Trees of parameters: the same bits as NumPy by name, and true variances in JAX's operations."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import linen as nn
from flax import nnx
from jax import lax

import initlab.jax
from initlab.errors import DomainError, InitlabError, UnknownName
from initlab.initializers import fans
from initlab.initializers.axes import Axes
from initlab.initializers.laws import Constant, Spread
from initlab.initializers.numpy_arrays import draw, initialize
from initlab.initializers.record import Initializer, Role

# Uniform with Var = 1 / n_in: W² has the mean 1 / n_in and the relative variance 9/5 − 1 = 0.8, so
# the mean over 50,000 weights has the relative error √(0.8 / 50,000) = 0.4 %, and 2 % is five.
PLAN = "xavier_uniform"
TWO_PERCENT = 0.02


class Model(nn.Module):
    """A layer of each kind that Flax has."""

    @nn.compact
    def __call__(self, x):
        x = nn.Conv(8, (3, 3), feature_group_count=2)(x)
        x = nn.BatchNorm(use_running_average=True)(x)
        x = x.reshape(x.shape[0], -1, 8)
        x = nn.MultiHeadDotProductAttention(num_heads=2)(x)
        x = nn.LayerNorm()(x + nn.Embed(16, 8)(jnp.arange(x.shape[1])))
        return nn.Dense(3, kernel_init=initlab.jax.he_truncated())(x)


@pytest.fixture(scope="module")
def variables():
    """Shapes only: nothing is compiled."""
    return jax.eval_shape(Model().init, jax.random.key(0), jnp.zeros((1, 4, 4, 4)))


def test_a_flax_model_gets_the_bits_that_numpy_has_for_its_names(variables):
    params = initlab.jax.initialize(variables, "he", seed=7)["params"]
    shapes = {
        "Conv_0.weight": (8, 2, 3, 3),
        "Dense_0.weight": (3, 8),
        "MultiHeadDotProductAttention_0.query.weight": (8, 8),
        "MultiHeadDotProductAttention_0.out.weight": (8, 8),
    }
    same = initialize(shapes, "he", seed=7, dtype="float32")
    conv, dense, query, out = same.values()
    attention = params["MultiHeadDotProductAttention_0"]
    np.testing.assert_array_equal(params["Conv_0"]["kernel"], conv.transpose(2, 3, 1, 0))
    np.testing.assert_array_equal(params["Dense_0"]["kernel"], dense.T)
    # (width, heads, head width) and (heads, head width, width).
    np.testing.assert_array_equal(attention["query"]["kernel"].reshape(8, 8), query.T)
    np.testing.assert_array_equal(attention["out"]["kernel"].reshape(8, 8), out.T)


def test_norms_biases_and_embeddings_start_by_their_kind(variables):
    filled = initlab.jax.initialize(
        variables, {"weight": "he", "embedding": "random:scale=1", "norm shift": "ones"}
    )
    params = filled["params"]
    assert params["LayerNorm_0"]["scale"].tolist() == [1.0] * 8
    assert params["LayerNorm_0"]["bias"].tolist() == [1.0] * 8
    assert params["BatchNorm_0"]["bias"].tolist() == [1.0] * 8
    assert params["Dense_0"]["bias"].tolist() == [0.0] * 3
    np.testing.assert_array_equal(
        params["Embed_0"]["embedding"],
        draw(Spread(1.0), (16, 8), seed=0, name="Embed_0.weight", dtype="float32"),
    )
    # Running statistics are no parameters.
    assert filled["batch_stats"] is variables["batch_stats"]


def test_roles_of_attention_reach_its_projections(variables):
    law = Constant(3.0)
    scheme = Initializer(
        "scheme",
        "",
        Constant(1.0),
        "",
        "",
        "",
        roles=(Role("value", law, ""), Role("attention_output", Constant(4.0), "")),
    )
    attention = initlab.jax.initialize(variables, scheme)["params"][
        "MultiHeadDotProductAttention_0"
    ]
    means = {name: float(part["kernel"].mean()) for name, part in attention.items()}
    assert means == {"query": 1.0, "key": 1.0, "value": 3.0, "out": 4.0}


def test_a_layer_called_value_outside_of_attention_is_a_plain_one():
    kernel = jax.ShapeDtypeStruct((5, 3, 4), "float32")  # a convolution of width 5
    filled = initlab.jax.initialize({"value": {"kernel": kernel}}, "he", seed=3)
    same = initialize({"value.weight": (4, 3, 5)}, "he", seed=3, dtype="float32")
    np.testing.assert_array_equal(
        filled["value"]["kernel"], same["value.weight"].transpose(2, 1, 0)
    )


def test_nnx_states_have_the_names_of_linen():
    state = nnx.state(nnx.eval_shape(lambda: nnx.Linear(3, 4, rngs=nnx.Rngs(0))))
    filled = initlab.jax.initialize(state, "he", seed=2)
    same = initialize({"weight": (4, 3)}, "he", seed=2, dtype="float32")
    np.testing.assert_array_equal(filled["kernel"][...], same["weight"].T)


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "complex64"])
def test_every_leaf_keeps_its_dtype(dtype):
    filled = initlab.jax.initialize({"w": jnp.zeros((3, 4), dtype)}, "he", seed=1)["w"]
    same = draw(Spread(np.sqrt(2 / 3)), (4, 3), seed=1, name="weight", dtype=dtype)
    assert filled.dtype == dtype
    mine = np.asarray(filled)
    np.testing.assert_array_equal(mine.view("uint16") if dtype == "bfloat16" else mine, same.T)


def test_what_is_no_parameter_stays_and_numpys_arrays_stay_numpys():
    tree = {
        "kernel": np.zeros((3, 4)),
        "step": jnp.int32(7),
        "key": jax.random.key(3),
        "none": jnp.zeros((0, 4)),
        "name": "text",
    }
    filled = initlab.jax.initialize(tree, "ones")
    assert isinstance(filled["kernel"], np.ndarray)
    assert filled["kernel"].dtype == np.float64
    assert all(filled[word] is tree[word] for word in ("step", "key", "none", "name"))


def test_adding_a_leaf_changes_no_other():
    small = {"a": {"w": jnp.zeros((3, 4))}}
    large = {"0": {"w": jnp.zeros((2, 2))}, **small}
    first, second = (initlab.jax.initialize(tree, "he")["a"]["w"] for tree in (small, large))
    np.testing.assert_array_equal(first, second)


def test_axes_and_fans_are_given_by_name():
    tree = {"layer": {"kernel": jnp.zeros((3, 3, 1, 8))}, "mix": {"w": jnp.zeros((4, 2, 5))}}
    filled = initlab.jax.initialize(
        tree,
        "he",
        axes={"mix.*": Axes((0,), (1, 2))},
        fans={"layer.weight": fans.convolution((8, 1, 3, 3), groups=8)},
    )
    same = draw(Spread(np.sqrt(2 / 4)), (10, 4), seed=0, name="mix.weight", dtype="float32")
    np.testing.assert_array_equal(filled["mix"]["w"], same.T.reshape(4, 2, 5))


@pytest.mark.parametrize(
    ("tree", "options", "error", "words"),
    [
        ({"pos": jnp.zeros((3, 4))}, {}, DomainError, "{'weight': 'he', 'pos': None} leaves it"),
        ({"w": jnp.zeros((3, 4))}, {"axes": {"v": Axes()}}, UnknownName, "No tensor is called 'v'"),
        ({"w": jnp.zeros((3, 4))}, {"plan": "hee"}, UnknownName, "Did you mean 'he'"),
        ({"w": jnp.zeros((3, 4))}, {"plan": {"x.*": "he"}}, UnknownName, "No tensor fits x"),
        ({"w": jnp.zeros((3, 4), "float8_e5m2")}, {}, DomainError, "w"),
        (
            {"w": jax.ShapeDtypeStruct((3, 4), "float32")},
            {"plan": {"weight": None}},
            DomainError,
            "it has a shape only",
        ),
    ],
)
def test_what_cannot_be_filled_is_refused(tree, options, error, words):
    with pytest.raises(error, match=words) as raised:
        initlab.jax.initialize(tree, **options)
    assert isinstance(raised.value, InitlabError)


# The output of a linear layer has, over inputs that are independent with variance 1, the variance
# that the layer makes of ones when its weights are squared: Var Σ w x = Σ w² · 1.
def variance(apply, shape, ones, **options):
    tree = {"layer": {"kernel": jnp.zeros(shape)}}
    kernel = initlab.jax.initialize(tree, PLAN, seed=5, **options)["layer"]["kernel"]
    return np.asarray(apply(jnp.ones(ones), kernel**2))


def test_a_dense_layer_keeps_the_variance():
    out = variance(lambda x, w: x @ w, (250, 200), (1, 250))
    assert out.mean() == pytest.approx(1, rel=TWO_PERCENT)


def test_a_convolution_with_groups_keeps_the_variance():
    def apply(x, w):
        return lax.conv_general_dilated(
            x, w, (1, 1), "VALID", feature_group_count=4, dimension_numbers=("NHWC", "HWIO", "NHWC")
        )

    out = variance(apply, (3, 3, 32, 180), (1, 3, 3, 128))
    assert out.mean() == pytest.approx(1, rel=TWO_PERCENT)


def test_a_depthwise_convolution_keeps_the_variance():
    def apply(x, w):
        return lax.conv_general_dilated(
            x,
            w,
            (1, 1),
            "VALID",
            feature_group_count=2000,
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
        )

    out = variance(apply, (5, 5, 1, 2000), (1, 5, 5, 2000))
    assert out.mean() == pytest.approx(1, rel=TWO_PERCENT)


def test_a_transposed_convolution_with_its_fans_keeps_the_variance():
    def apply(x, w):
        return lax.conv_transpose(x, w, (2, 2), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))

    # A kernel of 4 and a stride of 2: inside, each output meets 2 × 2 of the 4 × 4 taps.
    true = fans.transposed_convolution((64, 64, 4, 4), stride=2)
    out = variance(apply, (4, 4, 64, 64), (1, 6, 6, 64), fans={"*": true})
    assert out[:, 4:-4, 4:-4].mean() == pytest.approx(1, rel=TWO_PERCENT)


def test_an_einsum_with_its_axes_keeps_the_variance():
    out = variance(
        lambda x, w: jnp.einsum("btd,dhk->bthk", x, w),
        (256, 8, 32),
        (1, 1, 256),
        axes={"*": Axes((0,), (1, 2))},
    )
    assert out.mean() == pytest.approx(1, rel=TWO_PERCENT)
