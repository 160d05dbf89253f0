"""A model run in such a way that nothing of it, or of the random state, is changed."""

from __future__ import annotations

import random
import sys
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

_CONTAINERS = (dict, OrderedDict, list, set)


class Saved:
    """Tensors of the user's, each copied before something first writes into it."""

    def __init__(self, values: Sequence[Tensor]) -> None:
        self._states = [
            (value, value.requires_grad, value.grad) for value in values if _leaf(value)
        ]
        grads = [value.grad for value in values if _leaf(value) and value.grad is not None]
        values = [*values, *grads]
        self._owners: dict[int, list[Tensor]] = {}
        self._copies: list[tuple[Tensor, Tensor]] = []
        for value in values:
            if value.layout == torch.strided and not value.is_meta and value.numel():
                self._owners.setdefault(value.untyped_storage().data_ptr(), []).append(value)

    def before_writing(self, target: Tensor) -> None:
        """Copy what shares memory with `target`, unless it has been."""
        if target.layout != torch.strided or target.is_meta or not target.numel():
            return
        for value in self._owners.pop(target.untyped_storage().data_ptr(), ()):
            self._copies.append((value, value.detach().clone()))

    def restore(self) -> None:
        """Write the copies back, and what autograd keeps on leaves."""
        with torch.no_grad():
            for value, copy in self._copies:
                value.detach().copy_(copy)
        for value, requires_grad, grad in self._states:
            value.requires_grad_(requires_grad)
            value.grad = grad


def _leaf(value: Tensor) -> bool:
    return value.is_leaf and (value.is_floating_point() or value.is_complex())


@contextmanager
def untouched(model: nn.Module, saved: Saved, seed: int) -> Iterator[None]:
    """Afterwards buffers, attributes, mode, hooks and random states are what they were.

    Inside, randomness is that of `seed`, gradients are recorded, and compiled or fused ways around
    the separate operations are closed.
    """
    buffers = [(b, b.detach().clone()) for b in model.buffers() if not b.is_meta]
    attributes = [(part, dict(part.__dict__), _contents(part)) for part in model.modules()]
    devices = sorted({p.device.index or 0 for p in model.parameters() if p.device.type == "cuda"})
    numpy_state, python_state = np.random.get_state(), random.getstate()
    fast_path = torch.backends.mha.get_fastpath_enabled()
    try:
        with ExitStack() as stack:
            stack.enter_context(torch.random.fork_rng(devices))
            stack.enter_context(torch.inference_mode(False))
            stack.enter_context(torch.enable_grad())
            if "torch._dynamo" in sys.modules:
                stack.enter_context(torch.compiler.set_stance("force_eager"))
            torch.backends.mha.set_fastpath_enabled(False)
            torch.manual_seed(seed)
            np.random.seed(seed % 2**32)
            random.seed(seed)
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)
        np.random.set_state(numpy_state)
        random.setstate(python_state)
        for part, values, contents in attributes:
            part.__dict__.clear()
            part.__dict__.update(values)
            for container, before in contents:
                _refill(container, before)
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)
        saved.restore()


def _contents(part: nn.Module) -> list[tuple[Any, Any]]:
    values = part.__dict__.values()
    return [(value, type(value)(value)) for value in values if type(value) in _CONTAINERS]


def _refill(container: Any, before: Any) -> None:
    if isinstance(container, list):
        container[:] = before
    else:
        container.clear()
        container.update(before)
