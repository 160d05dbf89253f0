"""One (seed, name), one tensor: in NumPy, PyTorch, JAX and Keras, whole or in shards."""

from dataclasses import dataclass
from math import prod

import keras
import ml_dtypes
import numpy as np
import pytest
import torch
from torch import nn

import initlab.jax
import initlab.keras
from initlab import initializers, streams
from initlab.initializers.numpy_arrays import initialize
from initlab.torch import initialize as torch_initialize
from initlab.torch.shards import local_box, runs_of
from tests.initializers.test_everywhere import wide

PLANS = ("he", "xavier_uniform", "he_truncated", "orthogonal", "torch_default")
SHAPES = {"first.weight": (40, 30), "first.bias": (40,), "last.weight": (20, 40)}
DTYPES = ("float64", "float32", "float16", "bfloat16")


def bits(values):
    return np.ascontiguousarray(values).view(f"uint{8 * values.dtype.itemsize}")


def by_numpy(plan, dtype):
    return {k: bits(v) for k, v in initialize(SHAPES, plan, seed=9, dtype=dtype).items()}


def by_torch(plan, dtype, more=False):
    layers = {"first": nn.Linear(30, 40)}
    if more:
        layers["between"] = nn.Linear(40, 40)
    model = nn.ModuleDict({**layers, "last": nn.Linear(40, 20, bias=False)})
    model = model.to(getattr(torch, dtype))
    torch_initialize(model, plan, seed=9)
    integer = {8: torch.int64, 4: torch.int32, 2: torch.int16}
    return {
        name: bits(value.detach().view(integer[value.element_size()]).numpy())
        for name, value in model.named_parameters()
        if name in SHAPES
    }


def by_jax(plan, dtype):
    # NumPy's arrays, for JAX has no float64 by default.
    kind = np.dtype(ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)
    tree = {
        "first": {"kernel": np.zeros((30, 40), kind), "bias": np.zeros(40, kind)},
        "last": {"kernel": np.zeros((40, 20), kind)},
    }
    filled = initlab.jax.initialize(tree, plan, seed=9)
    return {
        "first.weight": bits(filled["first"]["kernel"].T),
        "first.bias": bits(filled["first"]["bias"]),
        "last.weight": bits(filled["last"]["kernel"].T),
    }


def by_keras(plan, dtype):
    zeros = {"kernel_initializer": "zeros", "dtype": keras.DTypePolicy(dtype)}
    model = keras.Sequential(
        [
            keras.Input((30,)),
            keras.layers.Dense(40, name="first", **zeros),
            keras.layers.Dense(20, name="last", use_bias=False, **zeros),
        ]
    )
    initlab.keras.initialize(model, plan, seed=9)
    first, bias, last = (np.asarray(variable.value) for variable in model.weights)
    return {"first.weight": bits(first.T), "first.bias": bits(bias), "last.weight": bits(last.T)}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("plan", PLANS)
def test_every_framework_has_the_same_bits(plan, dtype):
    expected = by_numpy(plan, dtype)
    others = [by_torch(plan, dtype), by_torch(plan, dtype, more=True), by_jax(plan, dtype)]
    if dtype != "float64":  # JAX behind Keras has none
        others.append(by_keras(plan, dtype))
    for other in others:
        assert other.keys() == expected.keys()
        for name in expected:
            np.testing.assert_array_equal(other[name], expected[name], err_msg=name)


@dataclass(frozen=True)
class Precision:
    """Digits of a format, and how far its smallest numbers lie apart."""

    digits: int
    least: float


PRECISION = {
    "float32": Precision(24, 2.0**-149),
    "float16": Precision(11, 2.0**-24),
    "bfloat16": Precision(8, 2.0**-133),
}


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("plan", PLANS)
def test_dtypes_agree_up_to_one_rounding(plan, dtype):
    exact = initialize(SHAPES, plan, seed=9)
    rounded = initialize(SHAPES, plan, seed=9, dtype=dtype)
    precision = PRECISION[dtype]
    for name, value in exact.items():
        # To nearest: half a spacing, which is 2^(1 − digits) of the power of two below a number.
        half = np.maximum(np.abs(value) * 2.0**-precision.digits, precision.least / 2)
        stored = wide(rounded[name], dtype)
        # Bounded draws stay inside, so the last number there also takes what would round outwards.
        last = np.abs(stored) == np.abs(stored).max()
        assert bool((np.abs(stored - value) <= half * (1 + last)).all()), name


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("world", [1, 2, 4])
@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("name", ["he", "xavier_uniform", "he_truncated"])
def test_shards_are_parts_of_the_same_tensor(name, dim, world, dtype):
    shape = (12, 30)
    whole = initialize({"w": shape}, name, seed=9, dtype=dtype)["w"]
    elements = initializers.get(name).law.elements(initializers.fans.dense(shape))
    for rank in range(world):
        box = local_box(shape, [dim], [world], [rank])
        local = np.empty([part.stop - part.start for part in box], streams.storage_of(dtype))
        flat, at = local.reshape(-1), 0
        for runs in runs_of(shape, box):
            size = prod((runs.runs, runs.run))
            streams.fill(
                flat[at : at + size], elements, seed=9, name="w", dtype=dtype, **runs._asdict()
            )
            at += size
        np.testing.assert_array_equal(local, whole[box])
