"""Everything about a model that a check must leave as it was."""

from __future__ import annotations

import pickle
import random
from typing import Any

import numpy as np
import torch
from torch import nn

from initlab.checks.probe_torch.record import NODE, tensors_in


def bits(value: Any) -> bytes | None:
    """A tensor's bytes, or that it has none."""
    if value is None or isinstance(value, nn.UninitializedParameter) or value.is_meta:
        return None
    return value.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes()


def state(model: nn.Module, batch: Any) -> tuple[Any, ...]:
    """Everything about a model, its batch and the random state that must stay."""
    modules = [
        (
            name,
            type(module),
            {key: id(value) for key, value in module.__dict__.items()},
            [list(v) for v in module.__dict__.values() if type(v) in (list, dict)],
            {key: value for key, value in module.__dict__.items() if isinstance(value, int)},
        )
        for name, module in model.named_modules()
    ]
    values = [
        (name, id(value), value.requires_grad, bits(value), id(value.grad), bits(value.grad))
        for name, value in [*model.named_parameters(), *model.named_buffers()]
    ]
    marks = [
        NODE in t.__dict__ for t in [*model.parameters(), *model.buffers(), *tensors_in(batch)]
    ]
    given = [(id(t), bits(t), t.requires_grad, t.grad) for t in tensors_in(batch)]
    randomness = (
        bits(torch.get_rng_state()),
        pickle.dumps(np.random.get_state()),
        random.getstate(),
        torch.backends.mkldnn.enabled,
        torch.backends.mha.get_fastpath_enabled(),
        torch.is_grad_enabled(),
        len(torch.nn.modules.module._global_forward_hooks),
        len(torch.nn.modules.module._global_forward_pre_hooks),
    )
    return modules, values, marks, given, randomness
