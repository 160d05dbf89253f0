"""The defaults and named rules against the frameworks' own layers."""

import numpy as np
import pytest

from initlab import initializers
from initlab.initializers import fans, laws

DENSE = fans.dense((400, 300))


def says(name, tensor, of=None):
    """The tensor's root mean square is what the entry `name` says, for those fans."""
    values = np.asarray(tensor, dtype=np.float64)
    law = initializers.parse(name).law
    elements = law.elements(of)
    expected = np.sqrt(elements.std**2 + elements.centre**2)
    # Five standard errors of a root mean square: half those of the mean square, whose elements
    # have a kurtosis of 3 at most.
    assert np.sqrt((values**2).mean()) == pytest.approx(
        expected, rel=2.5 * np.sqrt(2 / values.size)
    )
    if elements.unit == "uniform":  # the bounds themselves: 0.999^n misses them once in e^(n/1000)
        assert np.abs(values - elements.centre).max() <= elements.bound * (1 + 1e-6)
        assert np.abs(values - elements.centre).max() >= elements.bound * (1 - 12 / values.size)


@pytest.fixture
def torch():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    return torch


def test_pytorchs_layers_start_with_its_defaults(torch):
    nn = torch.nn
    linear = nn.Linear(300, 20_000)
    says("torch_default", linear.weight.detach(), fans.dense((20_000, 300)))
    says("torch_default.bias", linear.bias.detach(), fans.dense((20_000, 300)))
    convolution = nn.Conv2d(32, 64, 3, groups=4)
    of = fans.convolution((64, 8, 3, 3), groups=4)
    says("torch_default", convolution.weight.detach(), of)
    says("torch_default.embedding", nn.Embedding(500, 80).weight.detach())


@pytest.mark.parametrize(("name", "gates"), [("LSTM", 4), ("GRU", 3), ("RNN", 1)])
def test_pytorchs_recurrent_layers_start_within_one_over_root_of_their_units(torch, name, gates):
    layer = getattr(torch.nn, name)(70, 150)
    for weight in (layer.weight_ih_l0, layer.weight_hh_l0):
        of = fans.packed(tuple(weight.shape), gates)
        says("torch_default.recurrent", weight.detach(), of)


def test_pytorchs_attention_starts_with_two_scales(torch):
    layer = torch.nn.MultiheadAttention(256, 4)
    packed = fans.packed((768, 256), 3)
    for role in ("query", "key", "value"):
        says(f"torch_default.{role}", layer.in_proj_weight.detach(), packed)
    says("fairseq_attention", layer.in_proj_weight.detach(), packed)
    output = layer.out_proj.weight.detach()
    says("torch_default.attention_output", output, fans.dense((256, 256)))


def test_pytorchs_transposed_convolution_starts_with_swapped_fans(torch):
    layer = torch.nn.ConvTranspose2d(64, 32, 4, stride=2)  # its layout is (inputs, outputs, …)
    of = fans.transposed_convolution((32, 64, 4, 4), stride=2)
    says("torch_default.transposed_convolution", layer.weight.detach(), of)


def test_pytorchs_transformer_starts_from_glorot_but_for_its_packs(torch):
    model = torch.nn.Transformer(64, 4, 1, 1, dim_feedforward=256, batch_first=True)
    layer = model.encoder.layers[0]
    says("torch_transformer", layer.linear1.weight.detach(), fans.dense((256, 64)))
    packed = fans.packed((192, 64), 3)
    says("torch_transformer.query", layer.self_attn.in_proj_weight.detach(), packed)
    says("torch_transformer", layer.self_attn.out_proj.weight.detach(), fans.dense((64, 64)))


def test_pytorchs_fills_are_the_entries_that_name_them(torch):
    init, empty = torch.nn.init, torch.empty
    says("torch.nn.init.normal_", init.normal_(empty(400, 300)))
    says("torch.nn.init.uniform_", init.uniform_(empty(400, 300)))
    says("he_leaky:leak=0.25", init.kaiming_normal_(empty(400, 300), a=0.25), DENSE)
    says("resnet", init.kaiming_normal_(empty(400, 300), mode="fan_out"), DENSE)


def test_a_leak_of_root_five_is_pytorchs_default():
    leak = initializers.parse("he_leaky:leak=2.23606797749979,distribution=uniform").law
    default = initializers.get("torch_default").law
    assert laws.std(leak, (400, 300)) == pytest.approx(laws.std(default, (400, 300)), rel=1e-14)


def test_keras_layers_start_with_its_defaults():
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense(400)
    dense.build((None, 300))
    says("keras_default", dense.kernel, DENSE)
    embedding = keras.layers.Embedding(500, 80)
    embedding.build((None,))
    says("keras_default.embedding", embedding.embeddings)
    lstm = keras.layers.LSTM(100)
    lstm.build((None, 5, 50))
    assert np.asarray(lstm.cell.bias)[100:200].tolist() == [1.0] * 100
    for name in ("RandomNormal", "RandomUniform", "TruncatedNormal"):
        says(f"keras.initializers.{name}", getattr(keras.initializers, name)(seed=0)((400, 300)))


def test_flax_layers_start_with_its_defaults():
    jax = pytest.importorskip("jax")
    linen = pytest.importorskip("flax.linen")
    key = jax.random.key(0)
    dense = linen.Dense(400).init(key, np.zeros((1, 300)))["params"]
    says("flax_default", dense["kernel"], DENSE)
    tokens = np.zeros(1, dtype=int)
    embedding = linen.Embed(500, 80).init(key, tokens)["params"]["embedding"]
    says("flax_default.embedding", embedding, fans.embedding((500, 80)))
    for name in ("normal", "uniform"):
        drawn = getattr(jax.nn.initializers, name)()(key, (400, 300))
        says(f"jax.nn.initializers.{name}", drawn)
