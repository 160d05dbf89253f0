"""Whole models: the same values everywhere, all or nothing, and nothing else moved."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from initlab import initializers
from initlab.errors import DomainError, InitlabError, UnknownName
from initlab.initializers.laws import Spread
from initlab.initializers.numpy_arrays import draw
from initlab.initializers.record import Initializer, Role
from initlab.torch import initialize, slots


def values(model):
    return {name: value.detach().clone() for name, value in model.named_parameters()}


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[k], other[k]) for k in one)


def mixed():
    return nn.Sequential(
        nn.Embedding(11, 6, padding_idx=2),
        nn.LSTM(6, 5),
        nn.Linear(5, 7),
        nn.ConvTranspose1d(8, 6, 3, groups=2),
        nn.MultiheadAttention(6, 2),
        nn.LayerNorm(6),
        nn.PReLU(),
    )


@pytest.mark.parametrize("entry", ["he", "xavier_uniform", "glorot_truncated"])
def test_values_are_those_of_numpy_by_seed_and_name(entry):
    model = mixed()
    initialize(model, entry, seed=5)
    for slot in slots(model):
        if slot.tensor.kind != "weight":
            continue
        law, name = initializers.get(entry).law, slot.tensor.name
        array = draw(
            law, slot.tensor.shape, seed=5, name=name, fans=slot.tensor.fans, dtype="float32"
        )
        canonical = slot.described.view(slot.storage.detach()).reshape(slot.tensor.shape)
        np.testing.assert_array_equal(canonical.numpy(), array, err_msg=name)


def test_a_grouped_transposed_convolution_lies_as_its_groups_do():
    # Group g maps inputs 4g … 4g + 3 to outputs 3g … 3g + 2, so the stored weight [i, o] is the
    # canonical [3g + o, i − 4g].
    model = nn.ConvTranspose1d(8, 6, 3, groups=2)
    initialize(model, "he", seed=1)
    law, fans = initializers.get("he").law, slots(model)[0].tensor.fans
    array = draw(law, (6, 4, 3), seed=1, name="weight", fans=fans, dtype="float32")
    for i in range(8):
        for o in range(3):
            g = i // 4
            assert model.weight[i, o].tolist() == array[3 * g + o, i - 4 * g].tolist()


@pytest.mark.parametrize(
    ("dtype", "bits"),
    [(torch.float16, 11), (torch.bfloat16, 8), (torch.float32, 24), (torch.complex64, 24)],
)
def test_another_dtype_gives_the_same_values_rounded_once(dtype, bits):
    exact, other = nn.Linear(30, 40).double(), nn.Linear(30, 40)
    other.weight = nn.Parameter(torch.empty(40, 30, dtype=dtype))
    initialize(exact, "he", seed=1)
    initialize(other, "he", seed=1)
    if dtype.is_complex:  # the real part and the imaginary part are a stream of their own
        assert other.weight.abs().square().mean().item() == pytest.approx(2 / 30, rel=0.1)
        return
    half_spacing = exact.weight.abs() * 2.0**-bits
    # Below 2⁻¹⁴ numbers of float16 lie 2⁻²⁴ apart.
    if dtype == torch.float16:
        half_spacing = half_spacing.clamp_min(2.0**-25)
    assert bool(((other.weight.double() - exact.weight).abs() <= half_spacing).all())


def test_a_layer_more_changes_no_other_tensor():
    small = nn.ModuleDict({"first": nn.Linear(3, 4), "last": nn.Linear(4, 2)})
    large = nn.ModuleDict(
        {"first": nn.Linear(3, 4), "between": nn.Linear(4, 4), "last": nn.Linear(4, 2)}
    )
    initialize(small, "he")
    initialize(large, "he")
    assert torch.equal(small["last"].weight, large["last"].weight)
    assert torch.equal(small["first"].weight, large["first"].weight)


def test_a_unit_more_changes_no_other():
    # torch.nn.init.normal_ changes its method at 16 elements, and with it the first fifteen.
    small, large = nn.Linear(1, 15), nn.Linear(1, 16)
    initialize(small, "he")
    initialize(large, "he")
    assert torch.equal(small.weight, large.weight[:15])


def test_a_name_of_another_framework_gives_its_values():
    model, other = nn.Linear(3, 4), nn.ModuleDict({"dense": nn.Linear(3, 4)})
    initialize(model, "he", names={"weight": "dense.weight"})
    initialize(other, "he")
    assert torch.equal(model.weight, other["dense"].weight)
    with pytest.raises(UnknownName, match="no tensor 'w'"):
        initialize(model, "he", names={"w": "x"})
    with pytest.raises(DomainError, match="under one name"):
        initialize(model, "he", names={"weight": "bias"})


def test_layers_of_a_transformer_are_not_copies_of_each_other():
    encoder = nn.TransformerEncoder(
        nn.TransformerEncoderLayer(8, 2, 16), 2, enable_nested_tensor=False
    )
    # As PyTorch makes them, both layers hold the same values.
    assert torch.equal(encoder.layers[0].linear1.weight, encoder.layers[1].linear1.weight)
    initialize(encoder, "xavier")
    assert not torch.equal(encoder.layers[0].linear1.weight, encoder.layers[1].linear1.weight)


def test_no_random_state_is_read_or_moved():
    model, before = mixed(), torch.get_rng_state()
    numpy_before = np.random.get_state()[1].copy()
    initialize(model, "he")
    first = values(model)
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(np.random.get_state()[1], numpy_before)
    torch.manual_seed(99)
    initialize(model, "he")
    assert same(first, values(model))


@pytest.mark.parametrize(
    ("plan", "options", "words"),
    [
        ({"weight": "he", "nothing.*": "zeros"}, {}, "No tensor fits"),
        ("hee", {}, "Did you mean"),
        ({"weight": "he", "bias": "he"}, {}, "divides by a fan"),
        ({"weight": "he", "2.weight": "lsuv"}, {}, "."),
        ("lsuv", {}, r"weight_ih_l0 \(20 × 6\): A measured start needs a model"),
        ("he", {"keep": ["x*"]}, "keep: no tensor fits"),
        ("he", {"keep": "x*"}, "list of patterns"),
        ("he", {"frozen": "maybe"}, "'skip' or 'set'"),
        ("he", {"seed": -1}, "seed"),
    ],
)
def test_a_plan_that_fails_leaves_the_model_untouched(plan, options, words):
    model = mixed()
    before = values(model)
    if words == ".":  # the first key decides, so the second says nothing and this plan is sound
        initialize(model, plan, **options)
        return
    with pytest.raises(InitlabError, match=words):
        initialize(model, plan, **options)
    assert same(before, values(model))


def test_a_spread_that_a_dtype_cannot_hold_is_refused_before_anything_is_written():
    model = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2).half())
    before = values(model)
    with pytest.raises(DomainError, match=r"1\.weight \(2 × 4\): .*float16"):
        initialize(model, "random:scale=1e6")
    assert same(before, values(model))


def test_a_law_that_raises_half_way_is_undone():
    class Breaks:
        formula = "breaks"

        def std(self, shape, fans):
            return 1.0

        def build(self, source, shape, fans):
            if shape[0] == 2:
                raise DomainError("no such shape")
            return np.ones(shape)

    model = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))
    before = values(model)
    entry = Initializer("breaks", "breaks", Breaks(), "", "", "")
    with pytest.raises(DomainError, match="no such shape"):
        initialize(model, entry)
    assert same(before, values(model))


def test_what_is_frozen_kept_or_left_is_not_touched_and_said():
    model = mixed()
    model[2].weight.requires_grad_(False)
    before = values(model)
    report = initialize(model, {"weight": "he", "bias": None}, keep=["1.*"])
    after = values(model)
    assert report["2.weight"].rule == "frozen"
    assert report["1.weight_ih_l0"].rule == "kept"
    assert report["2.bias"].rule == "bias: left alone"
    for line in report.left:
        assert torch.equal(before[line.name], after[line.name]), line.name
    assert report["0.weight"].entry == "xavier"
    initialize(model, "he", frozen="set")
    assert not torch.equal(before["2.weight"], model[2].weight)


def test_padding_stays_zero_and_a_prelu_keeps_its_slope():
    model = mixed()
    with torch.no_grad():
        model[6].weight.fill_(9.0)
    initialize(model, "he")
    assert not model[0].weight[2].any()
    assert model[6].weight.tolist() == [0.25]


def test_parts_of_a_packed_weight_may_have_laws_of_their_own():
    # A scheme that makes values a hundredth of queries and keys.
    entry = Initializer(
        "scheme", "scheme", Spread(1.0), "", "", "", roles=(Role("value", Spread(0.01), ""),)
    )
    model, plain = nn.MultiheadAttention(64, 2), nn.MultiheadAttention(64, 2)
    report = initialize(model, entry)
    query, key, value = model.in_proj_weight.detach().chunk(3)
    # 4096 normal weights: five standard errors are 5/√8192 = 5.5 %.
    assert query.std().item() == pytest.approx(1.0, rel=0.055)
    assert key.std().item() == pytest.approx(1.0, rel=0.055)
    assert value.std().item() == pytest.approx(0.01, rel=0.055)
    assert report["in_proj_weight"].entry == "scheme | scheme | scheme.value"
    initialize(plain, "random:scale=1")
    assert torch.equal(plain.in_proj_weight.chunk(3)[0], query)


@pytest.mark.parametrize("wrap", [parametrizations.weight_norm, parametrizations.spectral_norm])
def test_a_parametrized_weight_is_set_through_its_inverse(wrap):
    model, plain = wrap(nn.Linear(6, 4)), nn.Linear(6, 4)
    buffers = [buffer.clone() for buffer in model.buffers()]
    initialize(plain, "he")
    report = initialize(model, "he")
    assert "set through" in report["weight"].note
    for before, after in zip(buffers, model.buffers(), strict=True):
        assert torch.equal(before, after)
    if wrap is parametrizations.weight_norm:
        torch.testing.assert_close(model.weight, plain.weight)
    else:
        assert torch.equal(model.parametrizations.weight.original, plain.weight)


def test_a_pruned_weight_is_set_and_its_mask_left():
    model, plain = nn.Linear(6, 4), nn.Linear(6, 4)
    prune.random_unstructured(model, "weight", amount=0.5)
    mask = model.weight_mask.clone()
    initialize(plain, "he")
    initialize(model, "he")
    model(torch.ones(1, 6))
    assert torch.equal(model.weight_mask, mask)
    assert torch.equal(model.weight, plain.weight * mask)


def test_a_graph_from_before_is_not_used_by_mistake():
    model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 1))
    loss = model(torch.ones(2, 3)).sum()
    initialize(model, "he")
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_a_transposed_storage_is_filled_in_its_own_order():
    model, plain = nn.Linear(6, 4), nn.Linear(6, 4)
    model.weight = nn.Parameter(torch.empty(6, 4).t())
    initialize(plain, "he")
    initialize(model, "he")
    assert torch.equal(model.weight, plain.weight)


def test_channels_last_changes_no_value():
    model, plain = nn.Conv2d(3, 4, 3), nn.Conv2d(3, 4, 3)
    model = model.to(memory_format=torch.channels_last)
    initialize(plain, "he")
    initialize(model, "he")
    assert torch.equal(model.weight, plain.weight)


def test_the_report_prints_one_line_for_each_tensor():
    model = nn.Linear(300, 400)
    model.bias.requires_grad_(False)
    assert str(initialize(model, "he")).splitlines() == [
        "tensor  shape      entry       std      rule    note",
        "weight  400 × 300  he          0.08165  he",
        "bias    400        left alone           frozen",
    ]
