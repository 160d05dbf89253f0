"""Activation values against mpmath formulas of their own, slopes against differences of those."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from initlab import activations
from initlab.errors import UnknownName

mp.mp.dps = 40
ALPHA = mp.mpf("1.6732632423543772848170429916717")
SCALE = mp.mpf("1.0507009873554804934193349852946")


def clip(z):
    return max(min(z, mp.mpf(1)), mp.mpf(-1))


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
}
POINTS = np.r_[np.random.default_rng(2).uniform(-12, 12, 150), -1.5, -1e-3, 1e-3, 0.5, 30.0]


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


@pytest.mark.parametrize("entry", activations.ALL, ids=lambda entry: entry.name)
def test_slope_at_a_kink_is_pytorchs(entry):
    functional = pytest.importorskip("torch.nn.functional")
    torch = pytest.importorskip("torch")
    for kink in entry.kinks:
        z = torch.tensor([kink], dtype=torch.float64, requires_grad=True)
        getattr(functional, entry.name.replace("hard_tanh", "hardtanh"))(z).backward()
        point = np.array([kink])
        assert entry.slope(point, entry.value(point)) == z.grad.item()


def test_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'tanh'"):
        activations.get("tahn")
