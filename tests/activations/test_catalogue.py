"""Activation values against mpmath formulas of their own, slopes against differences of those."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from initlab import activations
from initlab.errors import UnknownName
from tests.activations import in_torch

mp.mp.dps = 40
ALPHA = mp.mpf("1.6732632423543772848170429916717")
SCALE = mp.mpf("1.0507009873554804934193349852946")


def clip(z, low=-1, high=1):
    return max(min(z, mp.mpf(high)), mp.mpf(low))


def logistic(z):
    return 1 / (1 + mp.exp(-z))


# Written from each activation's paper, independently of initlab's own order of operations.
EXACT = {
    "linear": lambda z: z,
    "relu": lambda z: max(z, 0),
    "tanh": mp.tanh,
    "sigmoid": lambda z: 1 / (1 + mp.exp(-z)),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "elu": lambda z: z if z > 0 else mp.expm1(z),
    "selu": lambda z: SCALE * (z if z > 0 else ALPHA * mp.expm1(z)),
    "gelu": lambda z: z * mp.ncdf(z),
    "gelu_tanh": lambda z: (
        z / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (z + mp.mpf("0.044715") * z**3)))
    ),
    "silu": lambda z: z / (1 + mp.exp(-z)),
    "softplus": lambda z: mp.log1p(mp.exp(z)),
    "mish": lambda z: z * mp.tanh(mp.log1p(mp.exp(z))),
    "sin": mp.sin,
    "softsign": lambda z: z / (1 + abs(z)),
    "hard_tanh": clip,
    "relu6": lambda z: clip(z, 0, 6),
    "hard_sigmoid": lambda z: clip(z + 3, 0, 6) / 6,
    "hard_swish": lambda z: z * clip(z + 3, 0, 6) / 6,
    "quick_gelu": lambda z: z * logistic(mp.mpf("1.702") * z),
    "log_sigmoid": lambda z: mp.log(logistic(z)),
    "tanhshrink": lambda z: z - mp.tanh(z),
    "softshrink": lambda z: mp.sign(z) * max(abs(z) - 0.5, 0),
    "hard_shrink": lambda z: z if abs(z) > 0.5 else mp.mpf(0),
    "squareplus": lambda z: (z + mp.sqrt(z**2 + 4)) / 2,
    "arctan": mp.atan,
    "cos": mp.cos,
    "gaussian": lambda z: mp.exp(-(z**2)),
    "square": lambda z: z**2,
    "relu_squared": lambda z: max(z, 0) ** 2,
    "lisht": lambda z: z * mp.tanh(z),
    "bent_identity": lambda z: (mp.sqrt(z**2 + 1) - 1) / 2 + z,
    "snake": lambda z: z + mp.sin(z) ** 2,
    "lecun_tanh": lambda z: mp.mpf("1.7159") * mp.tanh(2 * z / 3),
    "erf": mp.erf,
    "penalized_tanh": lambda z: mp.tanh(z) if z > 0 else mp.tanh(z) / 4,
    "gcu": lambda z: z * mp.cos(z),
    "elish": lambda z: (z if z >= 0 else mp.expm1(z)) * logistic(z),
    "serf": lambda z: z * mp.erf(mp.log1p(mp.exp(z))),
    "logish": lambda z: z * mp.log(1 + logistic(z)),
    "smelu": lambda z: max(z, 0) if abs(z) >= 1 else (z + 1) ** 2 / 4,
    "tanhexp": lambda z: z * mp.tanh(mp.exp(z)),
    "isru": lambda z: z / mp.sqrt(1 + z**2),
    "isrlu": lambda z: z if z >= 0 else z / mp.sqrt(1 + z**2),
    "sparse_sigmoid": lambda z: clip((z + 1) / 2, 0, 1),
    "abs": abs,
    "shifted_softplus": lambda z: mp.log((1 + mp.exp(z)) / 2),
}
# No kink is among them, and none is nearer than the step of mpmath's difference quotient.
POINTS = np.r_[np.random.default_rng(2).uniform(-12, 12, 150), -1.5, -1e-3, 1e-3, 0.7, 30.0]
# The lines a + b z that each function follows towards −∞ and towards ∞, as (a, b), by hand.
ZERO, Z = (0, 0), (0, 1)
LINES = {
    "linear": (Z, Z),
    "tanh": ((-1, 0), (1, 0)),
    "sigmoid": (ZERO, (1, 0)),
    "leaky_relu": ((0, 0.01), Z),
    "elu": ((-1, 0), Z),
    "selu": ((-SCALE * ALPHA, 0), (0, SCALE)),
    "softsign": ((-1, 0), (1, 0)),
    "hard_tanh": ((-1, 0), (1, 0)),
    "relu6": (ZERO, (6, 0)),
    "hard_sigmoid": (ZERO, (1, 0)),
    "log_sigmoid": (Z, ZERO),
    "tanhshrink": ((1, 1), (-1, 1)),
    "softshrink": ((0.5, 1), (-0.5, 1)),
    "hard_shrink": (Z, Z),
    "arctan": ((-mp.pi / 2, 0), (mp.pi / 2, 0)),
    "gaussian": (ZERO, ZERO),
    "lisht": ((0, -1), Z),
    "bent_identity": ((-0.5, 0.5), (-0.5, 1.5)),
    "lecun_tanh": ((mp.mpf("-1.7159"), 0), (mp.mpf("1.7159"), 0)),
    "erf": ((-1, 0), (1, 0)),
    "penalized_tanh": ((-0.25, 0), (1, 0)),
    "logish": (ZERO, (0, mp.log(2))),
    "isru": ((-1, 0), (1, 0)),
    "isrlu": ((-1, 0), Z),
    "sparse_sigmoid": (ZERO, (1, 0)),
    "abs": ((0, -1), Z),
    "shifted_softplus": ((-mp.log(2), 0), (-mp.log(2), 1)),
    **dict.fromkeys(("relu", "gelu", "gelu_tanh", "silu", "softplus", "mish"), (ZERO, Z)),
    **dict.fromkeys(("hard_swish", "quick_gelu", "squareplus", "elish"), (ZERO, Z)),
    **dict.fromkeys(("serf", "smelu", "tanhexp"), (ZERO, Z)),
}
NO_LINE = ("sin", "cos", "snake", "gcu", "square", "relu_squared")
FAR = np.array([10.0**power for power in (4, 20, 100, 160, 300)])


@pytest.mark.parametrize("entry", activations.ALL, ids=lambda entry: entry.name)
def test_value_and_slope_are_the_papers(entry):
    values = entry.value(POINTS)
    slopes = entry.slope(POINTS, values)
    for point, value, slope in zip(POINTS, values, slopes, strict=True):
        z = mp.mpf(float(point))
        exact = EXACT[entry.name](z)
        # Half a dozen roundings, each relative to terms no larger than max(1, |z|).
        assert abs(value - exact) <= 6 * 2**-52 * max(1, abs(z))
        assert abs(slope - mp.diff(EXACT[entry.name], z)) <= 1e-14 * max(1, abs(z))


@pytest.mark.parametrize("entry", activations.ALL, ids=lambda entry: entry.name)
def test_nan_passes_through_the_value(entry):
    assert np.isnan(entry.value(np.array([np.nan, 1.0]))).tolist() == [True, False]


def test_the_lines_are_those_of_all_that_have_some():
    assert sorted([*LINES, *NO_LINE]) == sorted(activations.names())


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("side", [0, 1])
def test_far_from_zero_an_activation_is_its_line(name, side):
    entry = activations.get(name)
    offset, factor = LINES[name][side]
    points = FAR if side else -FAR
    with np.errstate(over="ignore"):  # of z² in exponents and denominators
        values = entry.value(points)
        slopes = entry.slope(points, values)
    for point, value, slope in zip(points, values, slopes, strict=True):
        z = mp.mpf(float(point))
        line = offset + factor * z
        # The slowest to arrive are softsign, arctan and squareplus: 1/|z| away.
        assert abs(value - line) <= 1.01 / abs(z) + 6 * 2**-52 * abs(line)
        assert abs(slope - factor) <= 1.01 / abs(z) + 6 * 2**-52


@pytest.mark.parametrize("name", ["square", "relu_squared"])
def test_far_from_zero_a_square_overflows_and_its_slope_does_not(name):
    entry = activations.get(name)
    with np.errstate(over="ignore"):
        squares = FAR**2
        values = entry.value(np.r_[-FAR, FAR])
    slopes = entry.slope(np.r_[-FAR, FAR], values)
    zeros = np.zeros(FAR.size)
    left = (squares, -2 * FAR) if name == "square" else (zeros, zeros)
    np.testing.assert_array_equal(values, np.r_[left[0], squares])
    np.testing.assert_array_equal(slopes, np.r_[left[1], 2 * FAR])


@pytest.mark.parametrize("name", ["sin", "cos", "snake", "gcu"])
def test_waves_hold_as_far_as_the_reduction_of_their_angle(name):
    entry, points = activations.get(name), np.array([-1e6, -1e4, 1e4, 1e6])
    values = entry.value(points)
    slopes = entry.slope(points, values)
    for point, value, slope in zip(points, values, slopes, strict=True):
        z = mp.mpf(float(point))
        assert abs(value - EXACT[name](z)) <= 6 * 2**-52 * abs(z)
        # mpmath's difference quotient, at 40 digits, is exact here.
        assert abs(slope - mp.diff(EXACT[name], z)) <= 6 * 2**-52 * abs(z)
    assert np.isnan(entry.value(np.array([2e6])))


@pytest.mark.parametrize("entry", activations.ALL, ids=lambda entry: entry.name)
def test_kinks_and_jumps_are_where_the_exact_function_has_them(entry):
    exact, step = EXACT[entry.name], mp.mpf("1e-12")

    def slope_jumps(z):
        left = (exact(z - step) - exact(z - 2 * step)) / step
        right = (exact(z + 2 * step) - exact(z + step)) / step
        return abs(right - left) > 0.01  # smooth: step times the second derivative, below 1e-10

    def value_jumps(z):
        return abs(exact(z + step) - exact(z - step)) > 0.01

    # Every kink of the catalogue is a multiple of ½ of at most 6, so a new one is likely to be.
    candidates = [mp.mpf(half) / 2 for half in range(-16, 17)]
    assert tuple(float(z) for z in candidates if slope_jumps(z)) == entry.kinks
    assert tuple(float(z) for z in candidates if value_jumps(z)) == entry.jumps


@pytest.mark.parametrize("entry", activations.ALL, ids=lambda entry: entry.name)
def test_value_and_slope_are_those_of_pytorch_kinks_included(entry):
    torch = pytest.importorskip("torch")
    function = (in_torch.functions() | in_torch.compositions())[entry.name]
    z = torch.tensor([*POINTS, *entry.kinks], dtype=torch.float64, requires_grad=True)
    expected = function(z)
    expected.sum().backward()
    points = z.detach().numpy()
    values = entry.value(points)
    # Up to |z| = 30: some roundings of PyTorch's, each relative to terms no larger than z².
    allowed = 1e-14 * np.maximum(1, points**2)
    assert (np.abs(values - expected.detach().numpy()) <= allowed).all()
    assert (np.abs(entry.slope(points, values) - z.grad.numpy()) <= allowed).all()


def test_every_name_and_alias_means_one_activation():
    words = [word for entry in activations.ALL for word in (entry.name, *entry.aliases)]
    assert len(words) == len(set(words))
    assert all(activations.get(word).name in words for word in words)


def test_numbers_of_activations_have_not_moved():
    # The first and the last of the first fifteen, and of those that came next.
    numbers = {"linear": 0, "relu": 1, "hard_tanh": 14, "relu6": 15, "shifted_softplus": 45}
    assert {name: activations.names().index(name) for name in numbers} == numbers


def test_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'tanh'"):
        activations.get("tahn")
