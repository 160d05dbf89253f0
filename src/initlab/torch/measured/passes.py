"""Running a model to look at it: its outputs seen, its buffers, gradients and randomness kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd

from initlab.errors import InitlabError, UserCodeError
from initlab.torch.layers import type_name
from initlab.torch.report import Report
from initlab.torch.tensors import Slot, slots, still

Batch = Tensor | Sequence[Any] | Mapping[str, Any]


class NotConverged(InitlabError, RuntimeError):
    """A measured start that did not reach its aim; the model has its former values again."""


@dataclass(frozen=True)
class Watched:
    """A weight, the modules that use it, each linear in it, and what they add to it."""

    slot: Slot
    modules: tuple[nn.Module, ...]
    biases: tuple[Tensor, ...]  # those that may be set

    @property
    def name(self) -> str:
        return self.slot.tensor.name


def run(model: nn.Module, batch: Batch) -> Any:
    """The model's outputs: a mapping is given as keywords, a tuple or list as arguments.

    Raises: UserCodeError: the model raised.
    """
    try:
        if isinstance(batch, Mapping):
            return model(**batch)
        return model(*batch) if isinstance(batch, tuple | list) else model(batch)
    except InitlabError:
        raise
    except Exception as error:
        raise UserCodeError(
            f"The model raised {type(error).__name__} on the batch: {error}. "
            "Give a tensor, a tuple of arguments or a dict of keywords."
        ) from error


def watched(model: nn.Module, batch: Batch, seed: int, report: Report) -> list[Watched]:
    """The weights that were set and whose outputs can be seen, as the forward pass meets them."""
    left = {line.name for line in report.left}
    users: dict[int, list[nn.Module]] = {}
    with still(model):
        for module in model.modules():
            weight = getattr(module, "weight", None)
            if _is_linear(module) and isinstance(weight, Tensor):
                users.setdefault(id(_stored(module, weight)), []).append(module)
    open_slots = [slot for slot in slots(model) if slot.tensor.name not in left]
    settable = {id(slot.storage) for slot in open_slots}
    found: dict[int, Watched] = {}
    for slot in open_slots:
        modules = users.get(id(_stored(slot.module, slot.storage)), [])
        biases = [getattr(module, "bias", None) for module in modules]
        free = tuple(b for b in biases if isinstance(b, Tensor) and id(b) in settable)
        if slot.described.field.startswith("weight"):
            found |= {id(module): Watched(slot, tuple(modules), free) for module in modules}
    order: dict[str, Watched] = {}

    def note(module: nn.Module, output: Tensor) -> None:
        one = found[id(module)]
        order.setdefault(one.name, one)

    observe(model, batch, seed, list(found.values()), note)
    return list(order.values())


def observe(
    model: nn.Module,
    batch: Batch,
    seed: int,
    layers: Sequence[Watched],
    look: Callable[[nn.Module, Tensor], None],
) -> None:
    """One forward pass without gradients; `look` sees every output of the layers."""
    modules = {id(module): module for layer in layers for module in layer.modules}
    handles = [
        module.register_forward_hook(lambda m, _, output: look(m, output.detach()))
        for module in modules.values()
    ]
    try:
        with undisturbed(model, seed), torch.no_grad():
            run(model, batch)
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def undisturbed(model: nn.Module, seed: int) -> Iterator[None]:
    """Buffers and random state as they were afterwards; the same randomness each time inside."""
    buffers = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    devices = {p.device.index or 0 for p in model.parameters() if p.device.type == "cuda"}
    try:
        with torch.random.fork_rng(sorted(devices)):
            torch.manual_seed(seed)
            yield
    finally:
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)


@contextmanager
def restored_on_failure(model: nn.Module) -> Iterator[None]:
    """The model's parameters as they were, should anything raise."""
    values = [*model.parameters(), *model.buffers()]
    saved = [(value, value.detach().clone()) for value in values]
    try:
        yield
    except BaseException:
        with torch.no_grad():
            for value, before in saved:
                value.copy_(before)
        raise


def rows_of(module: nn.Module, output: Tensor) -> Tensor:
    """An output as (channels, everything else), float64."""
    channels = output.dim() - 1
    if isinstance(module, _ConvNd):
        channels = output.dim() - len(module.kernel_size) - 1
    return wide(output).movedim(channels, 0).flatten(1)


def wide(values: Tensor) -> Tensor:
    """The same in double precision, for sums and scales."""
    return values.to(torch.complex128 if values.is_complex() else torch.float64)


def scale(slot: Slot, factors: Tensor) -> None:
    """Multiply a weight by one number, or each of its outputs by one of its own."""
    with torch.no_grad(), still(slot.module):
        current = getattr(slot.module, slot.described.field)
        scaled = wide(current.detach()).clone(memory_format=torch.contiguous_format)
        view = slot.described.view(scaled)
        outputs = view.shape[: 2 if slot.described.swapped else 1] if factors.dim() else ()
        view.mul_(factors.double().reshape(*outputs, *[1] * (view.dim() - len(outputs))))
        if slot.parametrized:
            setattr(slot.module, slot.described.field, scaled.to(current.dtype))
        else:
            current.copy_(scaled)


def _is_linear(module: nn.Module) -> bool:
    return isinstance(module, nn.Linear | nn.Bilinear | _ConvNd) or (
        type_name(module) == "Conv1D" and hasattr(module, "nf")
    )


def _stored(module: nn.Module, value: Tensor) -> object:
    """What a shared weight is known by: itself, or the module where it is computed anew."""
    parametrized = nn.utils.parametrize.is_parametrized(module, "weight")
    return module if parametrized else value
