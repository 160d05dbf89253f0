"""Every activation in PyTorch: its own function where it has one, else written from the paper."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


def functions() -> dict[str, Callable[[Any], Any]]:
    """PyTorch's own functions, under the catalogue's names."""
    import torch
    from torch.nn import functional

    return {
        "linear": lambda z: z,
        "relu": functional.relu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "leaky_relu": functional.leaky_relu,
        "elu": functional.celu,  # with α = 1 they are one
        "selu": functional.selu,
        "gelu": functional.gelu,
        "gelu_tanh": lambda z: functional.gelu(z, approximate="tanh"),
        "silu": functional.silu,
        # Its threshold of 20 cuts off e^−20 = 2e-9.
        "softplus": lambda z: functional.softplus(z, threshold=100),
        "mish": functional.mish,
        "sin": torch.sin,
        "softsign": functional.softsign,
        "hard_tanh": functional.hardtanh,
        "relu6": functional.relu6,
        # Not hardsigmoid: its slope is 1/6 in float32, for float64 as well (PyTorch 2.13).
        "hard_sigmoid": lambda z: functional.relu6(z + 3) / 6,
        "hard_swish": functional.hardswish,
        "log_sigmoid": functional.logsigmoid,
        "tanhshrink": functional.tanhshrink,
        "softshrink": functional.softshrink,
        "hard_shrink": functional.hardshrink,
        "arctan": torch.atan,
        "cos": torch.cos,
        "square": torch.square,
        "erf": torch.erf,
        "abs": torch.abs,
    }


def compositions() -> dict[str, Callable[[Any], Any]]:
    """What PyTorch has no function for."""
    import torch
    from torch.nn import functional

    return {
        "quick_gelu": lambda z: z * torch.sigmoid(1.702 * z),
        "squareplus": lambda z: (z + torch.sqrt(z * z + 4)) / 2,
        "gaussian": lambda z: torch.exp(-(z**2)),
        "relu_squared": lambda z: functional.relu(z) ** 2,
        "lisht": lambda z: z * torch.tanh(z),
        "bent_identity": lambda z: (torch.sqrt(z**2 + 1) - 1) / 2 + z,
        "snake": lambda z: z + torch.sin(z) ** 2,
        "lecun_tanh": lambda z: 1.7159 * torch.tanh(2 * z / 3),
        "penalized_tanh": lambda z: functional.leaky_relu(torch.tanh(z), 0.25),
        "gcu": lambda z: z * torch.cos(z),
        "elish": lambda z: functional.elu(z) * torch.sigmoid(z),
        "serf": lambda z: z * torch.erf(functional.softplus(z, threshold=100)),
        "logish": lambda z: z * torch.log(1 + torch.sigmoid(z)),
        "smelu": lambda z: torch.where(z.abs() < 1, (z + 1) ** 2 / 4, functional.relu(z)),
        "tanhexp": lambda z: z * torch.tanh(torch.exp(z)),
        "isru": lambda z: z / torch.sqrt(1 + z**2),
        "isrlu": lambda z: torch.where(z < 0, z / torch.sqrt(1 + z**2), z),
        "sparse_sigmoid": lambda z: functional.hardtanh(z + 1, 0, 2) / 2,
        "shifted_softplus": lambda z: functional.softplus(z, threshold=100) - math.log(2),
    }
