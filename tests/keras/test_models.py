"""Keras models: the same bits as NumPy by name, and true variances in every layer."""

import keras
import numpy as np
import pytest
from keras import layers

import initlab.keras
from initlab.errors import DataError, UnknownName
from initlab.initializers import fans
from initlab.initializers.axes import Axes
from initlab.initializers.laws import Constant
from initlab.initializers.numpy_arrays import draw, initialize
from initlab.initializers.record import Initializer, Role
from initlab.keras.layers import use_of

# As in tests/jax/test_trees.py: over 50,000 uniform weights 2 % are five standard errors.
PLAN = "xavier_uniform"
TWO_PERCENT = 0.02


def numpy(tensor):
    return keras.ops.convert_to_numpy(getattr(tensor, "value", tensor))


# Keras's own starts would only cost time: XLA compiles a draw for every shape.
Z = {"kernel_initializer": "zeros"}
DZ = {"depthwise_initializer": "zeros"}
RZ = {**Z, "recurrent_initializer": "zeros"}


def model():
    given = keras.Input((8, 8, 4))
    x = layers.Conv2D(8, 3, groups=2, **Z)(given)
    x = layers.BatchNormalization()(x)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, **DZ)(x)
    x = layers.Conv2DTranspose(5, 4, strides=2, **Z)(x)
    x = layers.PReLU()(x)
    x = layers.Reshape((-1, 5))(x)
    x = layers.MultiHeadAttention(2, 3, **Z)(x, x)
    x = layers.Bidirectional(layers.LSTM(7, **RZ))(x)
    again = layers.Dense(14, **Z)
    return keras.Model(given, layers.Dense(3, name="head", **Z)(again(again(x))))


def test_a_model_has_addresses_layouts_and_fans_of_its_layers():
    done = {a.tensor.name: a for a in initlab.keras.initialize(model())}
    shapes = {name: a.tensor.shape for name, a in done.items() if a.tensor.kind == "weight"}
    attention, lstm = "multi_head_attention", "bidirectional.forward_lstm.lstm_cell"
    assert shapes == {
        "conv2d.weight": (8, 2, 3, 3),
        "depthwise_conv2d.weight": (16, 1, 3, 3),
        "conv2d_transpose.weight": (5, 16, 4, 4),
        f"{attention}.query.weight": (6, 5),
        f"{attention}.key.weight": (6, 5),
        f"{attention}.value.weight": (6, 5),
        f"{attention}.attention_output.weight": (5, 6),
        f"{lstm}.weight": (28, 5),
        f"{lstm}.recurrent_kernel": (28, 7),
        f"{lstm.replace('forward', 'backward')}.weight": (28, 5),
        f"{lstm.replace('forward', 'backward')}.recurrent_kernel": (28, 7),
        "dense.weight": (14, 14),
        "head.weight": (3, 14),
    }
    assert done[f"{lstm}.weight"].tensor.fans == fans.Fans(5, 7, 4)
    assert done[f"{lstm}.recurrent_kernel"].tensor.fans == fans.Fans(7, 7, 4)
    assert done["batch_normalization.weight"].rule == "default for a norm scale"
    assert (done["p_re_lu.alpha"].entry, done["p_re_lu.alpha"].rule) == (None, "no rule")


def test_a_model_gets_the_bits_that_numpy_has_for_its_names():
    filled = model()
    initlab.keras.initialize(filled, "he", seed=7)
    shapes = {
        "head.weight": (3, 14),
        "multi_head_attention.query.weight": (6, 5),
        "multi_head_attention.attention_output.weight": (5, 6),
    }
    head, query, output = initialize(shapes, "he", seed=7, dtype="float32").values()
    np.testing.assert_array_equal(numpy(filled.get_layer("head").kernel), head.T)
    attention = next(la for la in filled.layers if isinstance(la, layers.MultiHeadAttention))
    np.testing.assert_array_equal(numpy(attention.query_dense.kernel).reshape(5, 6), query.T)
    np.testing.assert_array_equal(numpy(attention.output_dense.kernel).reshape(6, 5), output.T)
    # Grouped, depthwise and transposed kernels: fans of the operation, layouts by hand.
    for kind, entry_fans, shape, order in (
        (layers.Conv2D, fans.Fans(18, 36), (8, 2, 3, 3), (2, 3, 1, 0)),
        (layers.Conv2DTranspose, fans.Fans(64, 80), (5, 16, 4, 4), (2, 3, 0, 1)),
    ):
        layer = next(la for la in filled.layers if type(la) is kind)
        law = initlab.initializers.get("he").law
        name = f"{kind.__name__.lower().replace('transpose', '_transpose')}.weight"
        same = draw(law, shape, seed=7, name=name, fans=entry_fans, dtype="float32")
        np.testing.assert_array_equal(numpy(layer.kernel), same.transpose(order))


# Keras's own warning, while it saves.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_model_built_twice_or_saved_has_the_same_start(tmp_path):
    one, two = model(), model()
    one.save(tmp_path / "model.keras")
    for other in (two, keras.models.load_model(tmp_path / "model.keras")):
        initlab.keras.initialize(one, seed=3)
        initlab.keras.initialize(other, seed=3)
        for a, b in zip(one.weights, other.weights, strict=True):
            np.testing.assert_array_equal(numpy(a), numpy(b))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_variables_keep_their_dtype(dtype):
    dense = layers.Dense(4, dtype=keras.DTypePolicy(dtype))
    dense.build((None, 3))
    initlab.keras.initialize(dense, "random:scale=1", seed=1)
    same = draw(
        initlab.initializers.parse("random:scale=1").law, (4, 3), seed=1, name="weight", dtype=dtype
    )
    mine = numpy(dense.kernel)
    assert dense.kernel.dtype == dtype
    np.testing.assert_array_equal(mine.view("uint16"), same.view("uint16").T)


def test_plans_speak_of_types_of_layers_names_and_roles():
    filled = model()
    lstm = Initializer(
        "scheme",
        "",
        Constant(1.0),
        "",
        "",
        "",
        roles=(
            Role("recurrent", Constant(2.0), ""),
            Role("bias", Constant(3.0), ""),
            Role("value", Constant(4.0), ""),
            Role("attention_output", Constant(5.0), ""),
        ),
    )
    plan = {"head.*": "zeros", layers.Bidirectional: lstm, "weight": lstm, "bias": None}
    before = numpy(filled.get_layer("head").bias)
    initlab.keras.initialize(filled, {"head.bias": None, **plan})
    assert not numpy(filled.get_layer("head").kernel).any()
    np.testing.assert_array_equal(numpy(filled.get_layer("head").bias), before)
    cell = next(la for la in filled.layers if isinstance(la, layers.Bidirectional))
    cell = cell.forward_layer.cell
    assert [float(numpy(v).mean()) for v in (cell.kernel, cell.recurrent_kernel)] == [1.0, 2.0]
    attention = next(la for la in filled.layers if isinstance(la, layers.MultiHeadAttention))
    parts = (attention.query_dense, attention.value_dense, attention.output_dense)
    assert [float(numpy(part.kernel).mean()) for part in parts] == [1.0, 4.0, 5.0]


class Own(layers.Layer):
    def build(self, shape):
        self.mix = self.add_weight(shape=(shape[-1], 2, 3), name="mix")

    def call(self, x):
        return x


def test_a_layer_of_ones_own_is_left_and_listed_until_the_plan_names_it():
    own = Own()
    own.build((None, 4))
    before = numpy(own.mix)
    (left,) = initlab.keras.initialize(own)
    assert (left.tensor.name, left.rule) == ("mix", "no rule")
    np.testing.assert_array_equal(numpy(own.mix), before)
    initlab.keras.initialize(own, {"mix": "he"}, axes={"mix": Axes((0,), (1, 2))})
    law = initlab.initializers.get("he").law
    same = draw(law, (6, 4), seed=0, name="mix", dtype="float32")
    np.testing.assert_array_equal(numpy(own.mix), same.T.reshape(4, 2, 3))


def test_what_cannot_be_filled_is_refused():
    with pytest.raises(DataError, match="Build it first"):
        initlab.keras.initialize(keras.Sequential([layers.Dense(3)]))
    dense = layers.Dense(4)
    dense.build((None, 3))
    with pytest.raises(UnknownName, match="No tensor is called 'w'"):
        initlab.keras.initialize(dense, fans={"w": fans.Fans(1, 1)})
    with pytest.raises(UnknownName, match="No tensor fits v"):
        initlab.keras.initialize(dense, {"v": "he"})


def test_fans_that_keras_guesses_wrong_are_right():
    # keras.src.initializers.random_initializers.compute_fans says (72, 9) of a depthwise kernel
    # (3, 3, 8, 1), and (512, 1024) of a transposed one (4, 4, 32, 64) with 64 inputs.
    depthwise = use_of(layers.DepthwiseConv2D(3), "kernel", (3, 3, 8, 1)).fans
    assert (depthwise.inputs, depthwise.outputs) == (9, 9)
    transposed = use_of(layers.Conv2DTranspose(32, 4), "kernel", (4, 4, 32, 64)).fans
    assert (transposed.inputs, transposed.outputs) == (1024, 512)
    # Two groups of 4 outputs, of which a stride of 2 × 2 lets an input reach a quarter.
    grouped = use_of(layers.Conv2D(8, 3, groups=2, strides=2), "kernel", (3, 3, 2, 8)).fans
    assert (grouped.inputs, grouped.outputs) == (18, 9)
    strided = use_of(layers.Conv2DTranspose(32, 4, strides=2, **Z), "kernel", (4, 4, 32, 64)).fans
    assert (strided.inputs, strided.outputs) == (256, 512)


def variances(layer, ones):
    """Var of each output over independent inputs of variance 1: squared weights, applied to 1."""
    layer.build((None, *ones))
    initlab.keras.initialize(layer, PLAN, seed=5)
    for variable in layer.trainable_variables:
        variable.assign(variable**2)
    return numpy(layer(np.ones((1, *ones), "float32")))


@pytest.mark.parametrize(
    ("layer", "ones", "border"),
    [
        (layers.Dense(200, **Z), (250,), 0),
        (layers.EinsumDense("abc,cde->abde", (None, 8, 32), bias_axes="de", **Z), (1, 256), 0),
        (layers.Conv1D(128, 5, **Z), (5, 100), 0),
        (layers.Conv2D(180, 3, groups=4, **Z), (3, 3, 128), 0),
        (layers.Conv3D(64, 3, **Z), (3, 3, 3, 32), 0),
        (layers.DepthwiseConv1D(7, depth_multiplier=2, **DZ), (7, 4000), 0),
        (layers.DepthwiseConv2D(5, depth_multiplier=2, **DZ), (5, 5, 1000), 0),
        # A kernel of 4 and a stride of 2: inside, each output meets half of the taps per axis.
        (layers.Conv1DTranspose(100, 4, strides=2, **Z), (6, 128), 4),
        (layers.Conv2DTranspose(64, 4, strides=2, **Z), (6, 6, 64), 4),
        (layers.Conv3DTranspose(32, 4, strides=2, **Z), (6, 6, 6, 32), 4),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_layers_output_keeps_the_variance(layer, ones, border):
    out = variances(layer, ones)
    inside = (slice(None), *[slice(border, -border or None)] * (out.ndim - 2), slice(None))
    assert out[inside].mean() == pytest.approx(1, rel=TWO_PERCENT)


def test_both_halves_of_a_separable_convolution_keep_the_variance():
    # 0.8 / 25,000 and 0.8 / 200,000 of relative variance: 2 % are 3.3 of their deviations together,
    # so a wider layer: 5 · 5 · 2000 weights before, 2000 · 100 after.
    out = variances(
        layers.SeparableConv2D(100, 5, **DZ, pointwise_initializer="zeros"), (5, 5, 2000)
    )
    assert out.mean() == pytest.approx(1, rel=TWO_PERCENT)


def test_an_embedding_has_the_variance_that_other_laws_expect():
    embedding = layers.Embedding(1000, 64, embeddings_initializer="zeros")
    embedding.build()
    initlab.keras.initialize(embedding, {"embedding": PLAN}, seed=5)
    rows = numpy(embedding(np.arange(1000)))
    assert rows.var() == pytest.approx(1, rel=TWO_PERCENT)


@pytest.mark.parametrize(
    ("layer", "gates"),
    [(layers.LSTM(128, **RZ), 4), (layers.GRU(150, **RZ), 3), (layers.SimpleRNN(256, **RZ), 1)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_each_gate_of_a_recurrent_layer_keeps_the_variance(layer, gates):
    layer.build((None, 2, layer.units))
    initlab.keras.initialize(layer, PLAN, seed=5)
    for kernel in (layer.cell.kernel, layer.cell.recurrent_kernel):
        # Columns are a gate's units; 4 · 128², 3 · 150² and 256² are over 50,000 weights.
        sums = (numpy(kernel) ** 2).sum(axis=0)
        assert sums.mean() == pytest.approx(1, rel=TWO_PERCENT)
        assert len(sums) == gates * layer.units


def test_the_projections_of_attention_keep_the_variance():
    attention = layers.MultiHeadAttention(8, 32, **Z)
    attention.build((None, 4, 256), (None, 4, 256))
    initlab.keras.initialize(attention, PLAN, seed=5)
    for part in ("query_dense", "key_dense", "value_dense", "output_dense"):
        dense = getattr(attention, part)
        for variable in dense.trainable_variables:
            variable.assign(variable**2)
        ones = np.ones((1, 4, 8, 32) if part == "output_dense" else (1, 4, 256), "float32")
        assert numpy(dense(ones)).mean() == pytest.approx(1, rel=TWO_PERCENT)
