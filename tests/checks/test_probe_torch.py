"""Numbers of small models, worked out by hand or by a second way."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from initlab.checks.probe_torch import probe
from initlab.errors import UserCodeError
from tests.checks.zoo_torch import ZOO, Module

approx = pytest.approx
# Sums of single precision numbers: at most 1e4 of them here, each rounding 6e-8.
SINGLE = 1e-5


def dense(weight, bias=None):
    """A layer with the weights given."""
    weight = torch.tensor(weight)
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias is not None:
            layer.bias.copy_(torch.tensor(bias))
    return layer


def chain():
    """z₁ = (3, −1), (0, −4) → a₁ = (3, 0), (0, 0) → z₂ = 2 a₁₁ = 6, 0."""
    return nn.Sequential(
        dense([[1.0, 2.0], [-1.0, 0.0]], [0.0, 0.0]), nn.ReLU(), dense([[2.0, 1.0]], [0.5])
    )


INPUTS = torch.tensor([[1.0, 1.0], [4.0, -2.0]])


def test_signals_of_a_chain_worked_by_hand():
    first, last = probe(chain(), INPUTS, lambda y: y.sum()).signals
    # x: (1 + 1 + 16 + 4) / 4. z₁: (9 + 1 + 0 + 16) / 4. E[W²] = (1 + 4 + 1) / 4, fan 2.
    assert (first.step, first.weight, first.layer, first.operation) == (0, "0.weight", "0", "dense")
    assert first.input_mean_square == 5.5
    assert first.output_mean_square == 6.5
    assert first.output_mean == -0.5
    assert first.predicted_mean_square == 2 * 1.5 * 5.5
    # K = [[2, 2], [2, 20]], tr K = 22, tr K² = 4 + 4 + 4 + 400: √(2 / (2 units · 22² / 412)).
    assert first.predicted_error == approx(sqrt(412 / 22**2))
    # cos((3, −1), (0, −4)) = 4 / (√10 · 4), of inputs 2 / √(2 · 20).
    assert first.similarity == approx(1 / sqrt(10))
    assert first.input_similarity == approx(2 / sqrt(40))
    assert (first.effective_rank, first.rank_limit) == (approx(1.0), 1.0)
    assert first.activation == "relu"
    assert first.activated_mean_square == 9 / 4
    assert first.silent_share == 0.5  # the second unit
    # ∂ΣY/∂z₁: 2 for the one value above 0, else 0.
    assert first.gradient_mean_square == 4 / 4
    assert not first.is_output
    # z₂ = 6.5, 0.5.
    assert last.output_mean_square == (6.5**2 + 0.5**2) / 2
    assert last.predicted_mean_square == 2 * 2.5 * 9 / 4 + 0.25
    assert last.gradient_mean_square == 1.0
    assert last.activation is None
    assert last.is_output


def test_weights_of_a_chain_worked_by_hand():
    snapshot = probe(chain(), INPUTS, lambda y: y.sum())
    weight = snapshot.weight("0.weight")
    assert (weight.kind, weight.layer, weight.layer_type) == ("weight", "0", "Linear")
    assert (weight.shape, weight.dtype) == ((2, 2), "float32")
    assert (weight.inputs, weight.outputs, weight.parts) == (2.0, 2.0, 1)
    assert (weight.mean, weight.variance) == (0.5, 1.5 - 0.25)
    assert (weight.zero_share, weight.largest, weight.edge_share) == (0.25, 2.0, 0.25)
    # Squares of the singular values: roots of λ² − 6 λ + 4.
    assert weight.spectral_norm == approx(sqrt(3 + sqrt(5)), rel=SINGLE)
    # ∂/∂W₁ = Σ ∂z₁ xᵀ = 2 · (1, 1) in the first row.
    assert weight.gradient_mean_square == (4 + 4) / 4
    assert snapshot.weight("2.weight").gradient_mean_square == 9 / 2
    assert snapshot.output_mean_square == approx((6.5**2 + 0.5**2) / 2)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(4, 6, 3, padding=1),
        nn.Conv2d(4, 6, 5, stride=2, padding=2, dilation=2, groups=2),
        nn.Conv1d(4, 6, 3, padding=2, bias=False),
        nn.ConvTranspose2d(4, 6, 4, stride=2, padding=1),
        nn.ConvTranspose2d(4, 6, 3, stride=3, output_padding=1, groups=2),
        nn.ConvTranspose1d(4, 6, 3, dilation=2, padding=3),
    ],
    ids=str,
)
def test_padding_and_stride_are_counted_in_the_prediction(layer):
    # With all weights 1, all inputs 1 and no bias an output is its number of products.
    with torch.no_grad():
        layer.weight.fill_(1.0)
        if layer.bias is not None:
            layer.bias.zero_()
    sizes = (11, 8)[: layer.weight.dim() - 2]
    batch = torch.ones(3, 4, *sizes)
    (signal,) = probe(layer, batch).signals
    assert signal.predicted_mean_square == approx(float(layer(batch).detach().mean()), rel=SINGLE)
    assert signal.units == 6


def test_predictions_hold_within_their_errors_for_random_weights():
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.GELU(), nn.Flatten(), nn.Linear(32 * 64, 100)
    )
    for signal in probe(model, torch.randn(64, 3, 8, 8)).signals:
        ratio = signal.output_mean_square / signal.predicted_mean_square
        # Four standard errors.
        assert abs(ratio - 1) < 4 * signal.predicted_error
        assert signal.predicted_error < 0.2


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (torch.relu, "relu"),
        (lambda z: z.clamp(min=0), "relu"),
        (functional.relu6, "relu6"),
        (functional.hardtanh, "hard_tanh"),
        (functional.leaky_relu, "leaky_relu"),
        (functional.elu, "elu"),
        (functional.selu, "selu"),
        (functional.gelu, "gelu"),
        (lambda z: functional.gelu(z, approximate="tanh"), "gelu_tanh"),
        (functional.silu, "silu"),
        (functional.mish, "mish"),
        (functional.softplus, "softplus"),
        (torch.tanh, "tanh"),
        (torch.sigmoid, "sigmoid"),
        (torch.sin, "sin"),
        (functional.softsign, "softsign"),
        (lambda z: z * torch.sigmoid(z), "silu"),
        (lambda z: z * torch.tanh(functional.softplus(z)), "mish"),
        (
            lambda z: 0.5 * z * (1 + torch.tanh(sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
            "gelu_tanh",
        ),
        (lambda z: 0.5 * z * (1 + torch.erf(z / sqrt(2))), "gelu"),
        (lambda z: functional.relu(z.view(4, 2, 4).transpose(0, 1)), "relu"),
        (lambda z: functional.dropout(functional.relu_(z), 0.0), "relu"),
    ],
)
def test_an_activation_is_known_however_it_is_written(function, name):
    torch.manual_seed(1)
    model = Module(lambda m, x: function(m.a(x)), a=nn.Linear(5, 8))
    batch = 2 * torch.randn(4, 5)
    (signal,) = probe(model, batch).signals
    assert signal.activation == name
    expected = float(function(model.a(batch)).detach().square().mean())
    assert signal.activated_mean_square == approx(expected, rel=SINGLE)


def test_silent_units_and_saturated_values_are_counted():
    # Units: always below −1, always above 1, in between.
    layer = dense([[1.0], [1.0], [1.0]], [-4.0, 4.0, 0.0])
    batch = torch.tensor([[-0.9], [0.1], [0.9]])
    shares = {}
    for act in (nn.ReLU(), nn.Hardtanh(), nn.Tanh(), nn.Sigmoid(), nn.GELU()):
        (signal,) = probe(nn.Sequential(layer, act), batch).signals
        shares[signal.activation] = (signal.silent_share, signal.saturated_share)
    assert shares == {
        "relu": (1 / 3, None),
        "hard_tanh": (2 / 3, 6 / 9),
        # tanh′ < 0.05 beyond 2.18: both outer units, always. sigmoid′ < 0.0125 beyond 4.36: ±4.9.
        "tanh": (None, 6 / 9),
        "sigmoid": (None, 2 / 9),
        "gelu": (None, None),
    }


def test_the_slope_of_a_saturated_value_is_five_percent_of_the_largest():
    from initlab.checks.probe_torch.operations import SIGMOID_SATURATED, TANH_SATURATED

    assert 1 - np.tanh(TANH_SATURATED) ** 2 == approx(0.05)
    a = 1 / (1 + np.exp(-SIGMOID_SATURATED))
    assert a * (1 - a) == approx(0.05 * 0.25)


@pytest.mark.parametrize(
    ("norm", "training", "expected"),
    [
        (nn.BatchNorm1d(6), True, True),
        (nn.BatchNorm1d(6), False, False),  # running statistics do not see this batch
        (nn.LayerNorm(6), True, True),
        (nn.GroupNorm(2, 6), False, True),
        (nn.RMSNorm(6), True, True),
        (nn.Identity(), True, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("before", [True, False])
def test_a_normalization_is_seen_on_either_side_of_the_activation(norm, training, expected, before):
    between = [norm, nn.ReLU()] if before else [nn.ReLU(), norm]
    model = nn.Sequential(nn.Linear(4, 6), *between, nn.Linear(6, 2)).train(training)
    first, last = probe(model, torch.randn(5, 4)).signals
    assert (first.normalized_next, last.normalized_next) == (expected, False)
    assert first.activation == "relu"


def test_a_residual_sum_is_measured():
    model = Module(
        lambda m, x: m.norm(m.a(x) + m.b(torch.relu(m.a(x)))),
        a=dense([[1.0, 0.0], [0.0, 1.0]]),
        b=dense([[3.0, 0.0], [0.0, 3.0]]),
        norm=nn.LayerNorm(2),
    )
    assert probe(model, INPUTS).additions == ()  # computed twice: no stream
    residual = Module(lambda m, x: m.norm(x + m.b(torch.relu(x))), b=model.b, norm=nn.LayerNorm(2))
    (addition,) = probe(residual, INPUTS).additions
    # Stream (1, 1), (4, −2); branch (3, 3), (12, 0); sum (4, 4), (16, −2).
    assert addition.stream_mean_square == 22 / 4
    assert addition.branch_mean_square == (9 + 9 + 144) / 4
    assert addition.sum_mean_square == (16 + 16 + 256 + 4) / 4
    assert addition.normalized_after
    assert (addition.layer, addition.step) == ("", 1)


def test_a_sum_inside_an_activation_is_no_residual_sum():
    model = Module(lambda m, x: m.a(x) + 0.1 * m.a(x) ** 3, a=nn.Linear(2, 2))
    cubic = Module(lambda m, x: (lambda z: z + 0.1 * z**3)(m.a(x)), a=nn.Linear(2, 2))
    assert probe(model, INPUTS).additions == probe(cubic, INPUTS).additions == ()


def test_copies_ties_and_repeated_rows_are_found():
    torch.manual_seed(0)
    model = nn.ModuleDict({n: nn.Linear(12, 12) for n in "abcd"})
    with torch.no_grad():
        model["b"].weight.copy_(model["a"].weight)
        model["d"].weight[3:] = model["d"].weight[:1]
        model["d"].weight[11, 11] += 1
    model["c"].weight = model["a"].weight
    whole = Module(lambda m, x: m.layers["a"](x), layers=model)
    snapshot = probe(whole, torch.randn(4, 12))
    a, b, d = (snapshot.weight(f"layers.{n}.weight") for n in "abd")
    assert a.tied_to == ("layers.c.weight",)
    assert (a.same_as, b.same_as) == (("layers.b.weight",), ("layers.a.weight",))
    # Rows 3 to 10 repeat row 0; row 11 differs from it in its last element alone.
    assert (a.duplicate_share, d.duplicate_share) == (0.0, 8 / 12)
    assert (a.untouched, b.untouched) == (False, True)


def test_rows_of_different_groups_are_no_duplicates():
    depthwise = nn.Conv1d(4, 8, 3, groups=4)
    with torch.no_grad():
        depthwise.weight.copy_(torch.arange(8.0)[:, None, None] // 4 + torch.ones(8, 1, 3))
    # Two rows in each group, equal; between groups they read other inputs.
    weight = probe(depthwise, torch.randn(2, 4, 9)).weight("weight")
    assert (weight.duplicate_share, weight.groups, weight.spectral_norm) == (0.5, 4, None)


@pytest.mark.parametrize("shape", [(60, 40), (300, 300), (8, 500)])
def test_the_spectral_norm_is_the_largest_singular_value(shape):
    torch.manual_seed(0)
    layer = nn.Linear(shape[1], shape[0])
    exact = float(torch.linalg.matrix_norm(layer.weight.detach(), 2))
    found = probe(layer, torch.randn(2, shape[1])).weight("weight").spectral_norm
    # Twelve steps of Lanczos on a random matrix: from below, and within 2 %.
    assert 0.98 * exact < found < exact * (1 + SINGLE)


def test_elements_at_the_edge_are_counted():
    layer = nn.Linear(100, 100)
    with torch.no_grad():
        layer.weight.copy_(torch.randn(100, 100).clamp(-1, 1))
    weight = probe(layer, torch.ones(2, 100)).weight("weight")
    share = float((layer.weight.detach().abs() == 1).double().mean())
    assert (weight.largest, weight.edge_share) == (1.0, share)
    assert share > 0.2


CLASSES = torch.tensor([0, 0, 0, 1, 2, 2, 0, 1])
SHARES = np.array([4, 2, 2]) / 8
ENTROPY = -float(SHARES @ np.log(SHARES))


@pytest.mark.parametrize(
    ("last", "loss"),
    [
        (nn.Identity(), lambda y: functional.cross_entropy(y, CLASSES)),
        (nn.LogSoftmax(1), lambda y: functional.nll_loss(y, CLASSES)),
        (nn.LogSoftmax(1), lambda y: -y[torch.arange(8), CLASSES].mean()),
        (nn.Softmax(1), lambda y: -y[torch.arange(8), CLASSES].log().mean()),
        (nn.Identity(), lambda y: -y.log_softmax(1)[torch.arange(8), CLASSES].mean()),
    ],
)
def test_knowing_nothing_costs_the_entropy_of_the_classes(last, loss):
    model = nn.Sequential(nn.Linear(4, 3), last)
    found = probe(model, torch.randn(8, 4), loss).loss
    # The search stops where no slope is above 1e-6 in single precision.
    assert found.know_nothing == approx(ENTROPY, rel=1e-4)
    assert found.is_users
    if found.classes is not None:
        assert (found.classes, found.uniform) == (3, log(3))


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (functional.mse_loss, 85 / 4 - (15 / 4) ** 2),  # the variance of 1, 2, 4, 8
        (functional.l1_loss, (2 + 1 + 1 + 5) / 4),  # about a median of 3
    ],
)
def test_knowing_nothing_of_numbers_costs_their_spread(loss, expected):
    targets = torch.tensor([[1.0], [2.0], [4.0], [8.0]])
    found = probe(nn.Linear(2, 1), torch.randn(4, 2), lambda y: loss(y, targets)).loss
    assert found.know_nothing == approx(expected, rel=1e-4)


def test_a_constant_is_constant_over_positions_too():
    targets = torch.arange(12).reshape(2, 6) % 3

    def last(y):
        return -y.log_softmax(-1).gather(2, targets[..., None]).mean()

    def second(y):
        return -y.log_softmax(1).gather(1, targets[:, None]).mean()

    by_position = probe(nn.Linear(4, 3), torch.randn(2, 6, 4), last).loss
    by_channel = probe(nn.Conv1d(4, 3, 1), torch.randn(2, 4, 6), second).loss
    assert by_position.know_nothing == approx(log(3), rel=1e-4)
    assert by_channel.know_nothing == approx(log(3), rel=1e-4)


def test_a_loss_without_a_bottom_has_no_lowest_value():
    snapshot = probe(nn.Linear(2, 1), torch.randn(4, 2), lambda y: y.mean())
    assert snapshot.loss.know_nothing is None
    assert "No lowest loss" in snapshot.not_judged[0]


def test_the_curvature_of_a_quadratic_is_worked_by_hand():
    # loss = Σ (w·x)² / 2 over x = (1, 1), (4, −2): Hessian Σ x xᵀ = [[17, −7], [−7, 5]].
    snapshot = probe(
        nn.Linear(2, 1, bias=False),
        INPUTS,
        lambda y: y.square().sum() / 2,
        learning_rate=0.1,
        curvature=True,
    )
    assert snapshot.curvature.largest == approx(11 + sqrt(36 + 49), rel=SINGLE)
    assert snapshot.curvature.learning_rate == 0.1


def test_curvature_reaches_through_attention():
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, dropout=0.0)
    snapshot = probe(layer, torch.randn(2, 3, 8), lambda y: y.square().sum(), curvature=True)
    assert snapshot.curvature is not None
    assert snapshot.not_judged == ()


def test_a_whole_pass_of_attention_is_seen():
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, dropout=0.0)
    snapshot = probe(layer.eval(), torch.randn(2, 3, 8))
    assert [signal.weight for signal in snapshot.signals] == [
        "self_attn.in_proj_weight",
        "self_attn.out_proj.weight",
        "linear1.weight",
        "linear2.weight",
    ]
    assert [signal.is_output for signal in snapshot.signals] == [False, False, False, True]
    assert len(snapshot.additions) == 2
    assert all(signal.gradient_mean_square > 0 for signal in snapshot.signals)
    assert snapshot.weight("self_attn.in_proj_weight").parts == 3


def test_the_gates_of_an_lstm_are_seen_step_by_step():
    snapshot = probe(nn.LSTM(3, 4, batch_first=True), torch.randn(2, 40, 3))
    steps = [s.weight for s in snapshot.signals]
    assert steps.count("weight_ih_l0") == 1
    assert steps.count("weight_hh_l0") == 32
    assert {s.operation for s in snapshot.signals} == {"recurrent"}
    assert snapshot.not_judged == (
        "weight_hh_l0: of its 40 applications the first 32 were measured.",
    )


def test_weights_applied_by_functions_and_einsum_are_seen():
    def forward(self, x):
        heads = torch.einsum("btd,dhk->bthk", x, self.weight)
        return torch.tanh(heads.flatten(2)) @ self.out

    model = Module(forward)
    model.weight = nn.Parameter(torch.randn(6, 2, 3))
    model.out = nn.Parameter(torch.randn(6, 5))
    first, last = probe(model, torch.randn(2, 4, 6)).signals
    assert (first.weight, last.weight) == ("weight", "out")
    assert first.activation == "tanh"
    assert last.predicted_mean_square == approx(
        6 * float(model.out.detach().square().mean()) * first.activated_mean_square, rel=SINGLE
    )


def test_a_parametrized_weight_is_judged_as_the_layer_uses_it():
    torch.manual_seed(0)
    layer = nn.utils.parametrizations.weight_norm(nn.Linear(6, 4, bias=False))
    with torch.no_grad():
        layer.parametrizations.weight.original0.mul_(3)
    batch = torch.randn(5, 6)
    snapshot = probe(layer, batch, lambda y: y.sum())
    (signal,) = snapshot.signals
    square = float(layer.weight.detach().square().mean())
    assert signal.predicted_mean_square == approx(
        6 * square * float(batch.square().mean()), rel=SINGLE
    )
    # ∂Σy/∂W = Σ_e x_e in every row.
    expected = float(batch.sum(0).square().mean())
    assert snapshot.weight("weight").gradient_mean_square == approx(expected, rel=SINGLE)


def test_an_embedding_is_a_signal_with_one_input():
    table = nn.Embedding(4, 2)
    with torch.no_grad():
        table.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 2.0], [2.0, 2.0], [9.0, 9.0]]))
    (signal,) = probe(table, torch.tensor([[0, 1, 2]])).signals
    assert (signal.operation, signal.input_mean_square) == ("embedding", 1.0)
    assert signal.output_mean_square == approx((1 + 4 + 8) / 6)
    assert signal.predicted_mean_square == approx((1 + 4 + 8 + 162) / 8)


def test_vanishing_and_exploding_values_keep_their_digits():
    # Squares of 1e-25 and 1e25 leave single precision.
    for size in (1e-25, 1e25):
        (signal,) = probe(dense([[size]]), torch.full((2, 1), 1.0)).signals
        assert signal.output_mean_square == approx(size**2, rel=SINGLE)
        assert signal.finite
    (signal,) = probe(dense([[1.0]]), torch.tensor([[float("inf")]])).signals
    assert not signal.finite


def test_a_compiled_model_is_the_model_behind_it():
    class Compiled(nn.Module):
        def __init__(self, model):
            super().__init__()
            self._orig_mod = model

    assert probe(Compiled(chain()), INPUTS).weights[0].name == "0.weight"


def test_what_is_no_model_and_no_loss_is_refused():
    with pytest.raises(UserCodeError, match=r"takes a torch.nn.Module; got function"):
        probe(lambda x: x, INPUTS)
    model = nn.Linear(2, 2)
    with pytest.raises(UserCodeError, match=r"one element; got \(2, 2\)"):
        probe(model, INPUTS, lambda y: y)
    assert not torch.nn.modules.module._global_forward_hooks


NOT_JUDGED = {
    "lazy": "no shape yet for 7.weight",
    "meta": "on the meta device, without values, weight",
    "NumPy inside": "The way from the batch to the output could not be followed",
    ".data inside": "No gradient of a.weight and 1 more was seen",
    "reentrant checkpoint": "No gradient of a.weight and 1 more was seen",
    "bilinear": "a.weight: its signal is hidden inside _trilinear",
    "frozen transformer, evaluated": "the loss depends on no trainable parameter",
    "no gradients inside": "the loss depends on no trainable parameter",
}


@pytest.mark.parametrize("exhibit", ZOO, ids=lambda exhibit: exhibit.name)
@pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")
def test_what_cannot_be_judged_is_said_and_nothing_else(exhibit):
    torch.manual_seed(0)
    snapshot = probe(exhibit.build(), exhibit.batch(), exhibit.loss)
    told = " ".join(snapshot.not_judged)
    if exhibit.name in NOT_JUDGED:
        assert NOT_JUDGED[exhibit.name] in told
    elif exhibit.name not in ("attributes and weights that change", "raises on the way back"):
        assert told == ""
    if exhibit.raises:
        # What was seen until then.
        assert snapshot.signals[0].finite
        assert snapshot.weights
