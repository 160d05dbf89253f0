"""Fans counted with the real layers, and the words for what their parameters do."""

import pytest
import torch
from torch import nn

from initlab.errors import DomainError, ShapeError, UserCodeError
from initlab.initializers import fans
from initlab.torch import Described, initialize, register, slots
from initlab.torch.layers import _DESCRIBE
from tests.torch.layers import CASES, Case, Conv1D


def found(model):
    return {slot.tensor.name: slot for slot in slots(model)}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fans_are_what_the_layer_sums_up_and_what_an_input_reaches(case: Case):
    # With every weight 1 and every input 1 an output is the number of products in it, and the
    # gradient of the outputs' sum is the number of products that an input is in.
    module = case.make(24)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(1.0 if parameter.dim() > 1 else 0.0)
    inputs = [torch.ones(2, *shape, requires_grad=True) for shape in case.inputs(24)]
    counted_in = case.output(module, *inputs).mean().detach().item()
    whole = case.apply(module, *inputs) if case.apply else module(*inputs)
    whole.sum().backward()
    counted_out = sum(x.grad.mean().item() for x in inputs) / len(inputs)
    slot = found(module)[case.weight]
    assert slot.tensor.fans.inputs == pytest.approx(counted_in, rel=1e-6)
    assert slot.tensor.fans.outputs == pytest.approx(counted_out, rel=1e-6)


def test_a_looked_up_row_is_not_a_sum():
    for layer in (nn.Embedding(50, 8), nn.EmbeddingBag(50, 8)):
        tensor = found(layer)["weight"].tensor
        assert (tensor.kind, tensor.fans.inputs, tensor.fans.outputs) == ("embedding", 1, 8)


@pytest.mark.parametrize(
    "layer",
    [
        nn.BatchNorm1d(4),
        nn.BatchNorm2d(4),
        nn.BatchNorm3d(4),
        nn.SyncBatchNorm(4),
        nn.InstanceNorm2d(4, affine=True),
        nn.LayerNorm(4),
        nn.GroupNorm(2, 4),
        nn.RMSNorm(4),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_normalizations_scale_by_1_and_shift_by_0(layer):
    nn.init.constant_(layer.weight, 7.0)
    report = initialize(layer, "he")
    assert bool((layer.weight == 1).all())
    assert report["weight"].rule == "default for a norm scale"
    if getattr(layer, "bias", None) is not None:
        assert not layer.bias.any()


def test_a_weight_shared_with_a_head_is_one_tensor_with_the_heads_fans():
    model = nn.Sequential(nn.Embedding(50, 8), nn.Linear(8, 50, bias=False))
    model[1].weight = model[0].weight
    (slot,) = slots(model)
    assert slot.tensor.kind == "embedding"
    assert slot.tensor.fans == fans.Fans(8, 50)
    assert slot.also == ("1.weight",)
    assert "fans of 1.weight" in initialize(model, "he")["0.weight"].note


def test_children_of_attention_and_transformers_have_roles():
    layer = nn.TransformerDecoderLayer(8, 2, 16)
    roles = {name: slot.tensor.roles for name, slot in found(layer).items() if slot.tensor.roles}
    assert roles == {
        "self_attn.out_proj.weight": ("attention_output",),
        "multihead_attn.out_proj.weight": ("attention_output",),
        "linear1.weight": ("feed_forward_in",),
        "linear2.weight": ("feed_forward_out",),
    }
    packed = found(layer)["self_attn.in_proj_weight"].described.part_roles
    assert packed == (("query",), ("key",), ("value",))


def test_gpt2s_attention_is_packed_by_columns():
    block = nn.Module()
    block.c_attn, block.c_proj = Conv1D(24, 8), Conv1D(8, 8)
    mlp = nn.Module()
    mlp.c_fc, mlp.c_proj = Conv1D(32, 8), Conv1D(8, 32)
    block.mlp = mlp
    by_name = found(block)
    assert by_name["c_attn.weight"].tensor.fans == fans.Fans(8, 8, 3)
    assert by_name["c_proj.weight"].tensor.roles == ("attention_output",)
    assert by_name["mlp.c_fc.weight"].tensor.roles == ("feed_forward_in",)
    assert by_name["mlp.c_proj.weight"].tensor.roles == ("feed_forward_out",)


def test_what_is_not_known_is_left_and_said():
    class Mine(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.full((3,), 7.0))

    model = nn.Sequential(Mine(), nn.ParameterList([torch.full((2, 3), 7.0)]), nn.Linear(3, 2))
    report = initialize(model, "he")
    assert {line.name for line in report.left} == {"0.scale", "1.0"}
    assert report["0.scale"].note == "Mine is not in the table"
    assert bool((model[0].scale == 7).all())
    report = initialize(model, {"weight": "he", "1.*": "zeros"})
    assert report["1.0"].entry == "zeros"
    assert not model[1][0].any()


def test_a_layer_of_ones_own_can_be_registered():
    class Mine(nn.Module):
        def __init__(self):
            super().__init__()
            self.kernel = nn.Parameter(torch.zeros(400, 3, 100))

    # Three matrices for three experts: an output sums over 100 inputs.
    register(Mine, lambda module: [Described("kernel", "weight", fans.Fans(100, 400))])
    try:
        assert initialize(Mine(), "xavier")["kernel"].std == pytest.approx(0.1)
    finally:
        del _DESCRIBE[Mine]
    with pytest.raises(UserCodeError, match=r"subclass of torch\.nn\.Module"):
        register(3, None)


def test_lazy_layers_and_meta_models_are_refused():
    with pytest.raises(ShapeError, match="Run the model on one batch"):
        slots(nn.LazyLinear(3))
    with pytest.raises(DomainError, match="to_empty"):
        slots(nn.Linear(2, 3, device="meta"))


def test_an_empty_layer_is_reported():
    with pytest.warns(UserWarning, match="zero-element"):
        model = nn.Linear(0, 3)
    assert initialize(model, "he").left[0].rule == "has no elements"
