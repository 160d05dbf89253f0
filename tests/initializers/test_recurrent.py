"""Biases by gate, as PyTorch's cells use them."""

import numpy as np
import pytest
import torch

from initlab import initializers
from initlab.errors import DomainError, ShapeError
from initlab.initializers.fans import packed
from initlab.initializers.gate_laws import Chrono, GateBias
from initlab.initializers.numpy_arrays import sampled

UNITS = 500


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step(cell, bias, cell_input=0.0):
    """The state after a step from a state of ones, with no weights but these biases."""
    torch_cell = cell(1, UNITS, dtype=torch.float64)
    with torch.no_grad():
        for parameter in torch_cell.parameters():
            parameter.zero_()
        torch_cell.bias_ih_l0.copy_(torch.from_numpy(bias))
        if cell is torch.nn.LSTM:
            torch_cell.bias_hh_l0[2 * UNITS : 3 * UNITS] = cell_input
        ones = torch.ones(1, 1, UNITS, dtype=torch.float64)
        nothing = torch.zeros(1, 1, 1, dtype=torch.float64)
        if cell is torch.nn.LSTM:
            return torch_cell(nothing, (0 * ones, ones))[1][1].numpy().ravel()
        return torch_cell(nothing, ones)[1].numpy().ravel()


def test_pytorchs_lstm_keeps_the_share_of_the_forget_bias():
    bias = sampled(initializers.get("lstm.bias").law, (4 * UNITS,), rng=0)
    # c₁ = σ(b_f) c₀ + σ(b_i) tanh(b_g), with b_f = 1, b_g = 0.
    np.testing.assert_allclose(step(torch.nn.LSTM, bias), sigmoid(1.0), rtol=1e-14)


@pytest.mark.parametrize("gate", range(4))
def test_only_the_named_gate_gets_the_value(gate):
    bias = sampled(GateBias(2.0, gate=gate), (12,), rng=0)
    expected = np.zeros(12)
    expected[3 * gate : 3 * gate + 3] = 2.0
    np.testing.assert_array_equal(bias, expected)


def test_pytorchs_lstm_remembers_for_2_to_the_longest_steps_by_chrono():
    bias = sampled(Chrono(longest=50), (4 * UNITS,), rng=0)
    kept = step(torch.nn.LSTM, bias)
    # σ(log u) = 1 − 1/(1 + u): the time constant 1/(1 − kept) is 1 + u, in (2, 50).
    times = 1 / (1 - kept)
    assert 2 < times.min() < 3
    assert 49 < times.max() < 50
    # Uniform: mean 26, deviation 48/√12, five standard errors of 500.
    assert times.mean() == pytest.approx(26, abs=5 * 48 / np.sqrt(12 * UNITS))


def test_the_input_gate_takes_what_the_forget_gate_leaves_by_chrono():
    bias = sampled(Chrono(longest=50), (4 * UNITS,), rng=0)
    # tanh(b_g) = 1 to rounding: c₁ = σ(b_f) + σ(−b_f) = 1.
    np.testing.assert_allclose(step(torch.nn.LSTM, bias, cell_input=40.0), 1.0, rtol=1e-12)
    assert not bias[2 * UNITS :].any()


def test_pytorchs_gru_remembers_for_2_to_the_longest_steps_by_chrono():
    bias = sampled(initializers.parse("gru_chrono.bias:longest=50").law, (3 * UNITS,), rng=0)
    # h₁ = (1 − z) tanh(0) + z h₀.
    times = 1 / (1 - step(torch.nn.GRU, bias))
    assert 2 < times.min() < 3
    assert 49 < times.max() < 50
    assert not bias[:UNITS].any()
    assert not bias[2 * UNITS :].any()


def test_the_uniform_scheme_has_the_bounds_of_pytorchs_lstm():
    scheme = initializers.get("torch.nn.LSTM")
    lstm = torch.nn.LSTM(30, 100)
    for name, role in (
        ("weight_ih_l0", None),
        ("weight_hh_l0", None),
        ("bias_ih_l0", "bias"),
        ("bias_hh_l0", "recurrent_bias"),
    ):
        shape = tuple(getattr(lstm, name).shape)
        fans = None if role else packed(shape, parts=4)
        law = (scheme.role(role) if role else scheme).law
        ours = np.abs(sampled(law, shape, rng=0, fans=fans)).max()
        # Of 400 draws and more from U(0, 0.1) the largest is above 0.095 but for 1e-9.
        assert 0.095 < ours < 0.1
        assert 0.095 < getattr(lstm, name).abs().max() < 0.1000001


def test_an_irnn_repeats_its_state():
    recurrent = sampled(initializers.get("irnn.recurrent").law, (4, 4), rng=0)
    np.testing.assert_array_equal(recurrent @ [1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize("shape", [(10,), (8, 1)])
def test_a_bias_that_has_no_four_gates_is_refused(shape):
    with pytest.raises(ShapeError, match=r"bias of shape \(4 · units,\); got"):
        sampled(GateBias(), shape, rng=0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lstm.bias:gate=4", "got 4 of 4"),
        ("lstm.bias:gates=2.5", "got 1 of 2.5"),
        ("lstm.bias:value=inf", "finite number; got inf"),
        ("chrono.bias:longest=2", "above 2; got 2"),
        ("chrono.bias:input=7", "got 7 of 4"),
    ],
)
def test_gates_that_do_not_exist_are_refused(text, words):
    with pytest.raises(DomainError, match=words):
        initializers.parse(text)
