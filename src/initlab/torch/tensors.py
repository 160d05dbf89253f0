"""A model as a list of named tensors: what each is, where it lies, or why it is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise

import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter
from torch.nn.utils import parametrize

from initlab.errors import DomainError, ShapeError
from initlab.initializers import fans
from initlab.initializers.assignment import Tensor
from initlab.initializers.fans import Fans
from initlab.torch.described import Described
from initlab.torch.layers import QUERY_KEY_VALUE, describe, own_type, type_name

# Roles of a child that its parent gives it: parent's type, child, roles of the child's weight.
CHILD_ROLES: tuple[tuple[type[nn.Module], str, tuple[str, ...]], ...] = (
    (nn.MultiheadAttention, "out_proj", ("attention_output",)),
    (nn.TransformerEncoderLayer, "linear1", ("feed_forward_in",)),
    (nn.TransformerEncoderLayer, "linear2", ("feed_forward_out",)),
    (nn.TransformerDecoderLayer, "linear1", ("feed_forward_in",)),
    (nn.TransformerDecoderLayer, "linear2", ("feed_forward_out",)),
)
# Hooks of the older kind keep the weight they work on under another name.
_BEHIND_HOOKS = "_orig"


@dataclass(frozen=True)
class Slot:
    """One tensor of a model, and the storage that its values go to."""

    tensor: Tensor
    described: Described
    module: nn.Module
    storage: torch.Tensor  # what the module computes with, in PyTorch's layout
    trainable: bool
    also: tuple[str, ...] = ()  # other names of the same parameter
    left: str = ""  # why it cannot be set

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it can be addressed by."""
        return (self.tensor.name, *self.also)

    @property
    def parametrized(self) -> bool:
        """Whether the module computes it from other parameters."""
        return parametrize.is_parametrized(self.module, self.described.field)


def slots(model: nn.Module) -> list[Slot]:
    """Every tensor of `model`, in the order of `named_parameters`; a shared one once.

    Raises: ShapeError, DomainError: a lazy layer that has not seen data, or a meta device.

    >>> [(slot.tensor.name, slot.tensor.fans) for slot in slots(nn.Linear(3, 2))]
    [('weight', Fans(inputs=3.0, outputs=2.0, parts=1)), ('bias', None)]
    """
    _refuse_without_values(model)
    return every_slot(model)


def every_slot(model: nn.Module) -> list[Slot]:
    """The same for a model some of whose tensors hold no values, on a meta device."""
    by_storage: dict[int, list[Slot]] = {}
    with still(model):
        for slot in _all_slots(model):
            by_storage.setdefault(id(slot.storage), []).append(slot)
    return [_tied(shared) for shared in by_storage.values()]


@contextmanager
def still(model: nn.Module) -> Iterator[None]:
    """Parametrizations in eval mode: in training, looking at a spectral norm moves its buffers."""
    lists = [m for m in model.modules() if isinstance(m, parametrize.ParametrizationList)]
    before = [(part, part.training) for parts in lists for part in parts.modules()]
    for part, _ in before:
        part.training = False
    try:
        yield
    finally:
        for part, training in before:
            part.training = training


def _refuse_without_values(model: nn.Module) -> None:
    for name, value in model.named_parameters():
        if isinstance(value, UninitializedParameter):
            raise ShapeError(
                f"{name} has no shape yet: its layer is lazy. "
                "Run the model on one batch, then initialize it."
            )
        if value.is_meta:
            raise DomainError(
                f"{name} is on the meta device and holds no values. Call "
                "model.to_empty(device='cpu') and reset the buffers, then initialize it."
            )


def _all_slots(model: nn.Module) -> Iterator[Slot]:
    modules = dict(model.named_modules())
    halves = _before_glu(modules)
    for path, module in modules.items():
        # A parametrization's own parameters are reached through the module that it belongs to.
        if isinstance(module, parametrize.ParametrizationList) or ".parametrizations" in path:
            continue
        parents = _parents(path, modules)
        types = tuple(own_type(m) for m in (module, *parents))
        # A layer without inputs or outputs has no fans; what it has is left and reported.
        empty = any(value.numel() == 0 for value in module.parameters(recurse=False))
        known = () if empty else describe(module)
        found = {d.field: d for d in known or ()}
        for field, value, trainable in _fields(module):
            described = _described(field, value, found, module)
            described = _in_context(described, path, module, parents, halves)
            name = f"{path}.{field}".removeprefix(".").removesuffix(_BEHIND_HOOKS)
            tensor = Tensor(
                name,
                described.shape(tuple(value.shape)),
                described.kind,
                described.fans,
                described.roles,
                types,
            )
            left = _left(module, field, value)
            if not left and known is None:
                described = replace(described, note=f"{type_name(module)} is not in the table")
            yield Slot(tensor, described, module, value, trainable, left=left)


def _fields(module: nn.Module) -> Iterator[tuple[str, torch.Tensor, bool]]:
    """A module's own tensors that a start may set: parameters, and what is parametrized."""
    for field, value in module.named_parameters(recurse=False):
        yield field, value, value.requires_grad
    if parametrize.is_parametrized(module):
        for field, parts in module.get_submodule("parametrizations").named_children():
            trainable = any(p.requires_grad for p in parts.parameters())
            yield field, getattr(module, field).detach(), trainable


def _described(
    field: str, value: torch.Tensor, found: dict[str, Described], module: nn.Module
) -> Described:
    known = found.get(field) or found.get(field.removesuffix(_BEHIND_HOOKS))
    if known is None:
        # An unknown parameter has fans only so that a plan which names it can divide by them.
        plausible = fans.dense(value.shape) if value.dim() >= 2 and value.numel() else None
        return Described(field, "other", plausible)
    if known.field != field:
        return replace(known, field=field, note="the module computes with what a hook makes of it")
    if parametrize.is_parametrized(module, field):
        kinds = [type(p).__name__.strip("_") for p in module.parametrizations[field]]  # type: ignore[index]
        return replace(known, note=f"set through {', '.join(kinds)}")
    return known


def _in_context(
    described: Described,
    path: str,
    module: nn.Module,
    parents: list[nn.Module],
    halves: set[int],
) -> Described:
    if described.kind != "weight" or described.fans is None:
        return described
    last = path.rpartition(".")[2]
    if parents:
        for parent, child, roles in CHILD_ROLES:
            if isinstance(parents[0], parent) and child == last:
                return replace(described, roles=roles)
        if type_name(module) == "Conv1D":
            return _hugging_face_roles(described, last, parents[0])
    if id(module) in halves:
        return replace(described, fans=_split(described.fans, 2), note="halves of a GLU")
    return described


def _hugging_face_roles(described: Described, last: str, parent: nn.Module) -> Described:
    """GPT-2's names: c_attn is query, key and value (or the last two) side by side."""
    assert described.fans is not None
    blocks = int(described.fans.outputs // described.fans.inputs)
    if last == "c_attn" and blocks in (2, 3):
        parts = QUERY_KEY_VALUE[3 - blocks :]
        return replace(described, fans=_split(described.fans, blocks), part_roles=parts)
    role = {
        ("c_fc", True): "feed_forward_in",
        ("c_proj", True): "feed_forward_out",
        ("c_proj", False): "attention_output",
    }.get((last, hasattr(parent, "c_fc")))
    return described if role is None else replace(described, roles=(role,))


def _split(whole: Fans, parts: int) -> Fans:
    return Fans(whole.inputs, whole.outputs / parts, parts)


def _before_glu(modules: dict[str, nn.Module]) -> set[int]:
    """Layers whose outputs a GLU splits into two halves, each the outputs of a weight."""
    found = set()
    for sequence in modules.values():
        if not isinstance(sequence, nn.Sequential):
            continue
        children = list(sequence)
        for layer, after in pairwise(children):
            if isinstance(after, nn.GLU) and _splits_outputs(layer, after.dim):
                found.add(id(layer))
    return found


def _splits_outputs(layer: nn.Module, dim: int) -> bool:
    if isinstance(layer, nn.Linear):
        return dim == -1
    kernel = getattr(layer, "kernel_size", None)  # a convolution, as only those have groups too
    return kernel is not None and getattr(layer, "groups", 0) == 1 and dim in (1, -1 - len(kernel))


def _parents(path: str, modules: dict[str, nn.Module]) -> list[nn.Module]:
    """The modules around one, innermost first."""
    parents = []
    while path:
        path = path.rpartition(".")[0]
        parents.append(modules[path])
    return parents


def _left(module: nn.Module, field: str, value: torch.Tensor) -> str:
    if value.numel() == 0:
        return "has no elements"
    if not (value.is_floating_point() or value.is_complex()):
        return f"holds {str(value.dtype).removeprefix('torch.')}, not real numbers"
    if field.endswith(("_g", "_v")) and hasattr(module, field[:-2]):
        return "weight_norm of the older kind: use torch.nn.utils.parametrizations.weight_norm"
    if parametrize.is_parametrized(module, field):
        for part in module.parametrizations[field]:  # type: ignore[index]
            if not hasattr(part, "right_inverse"):
                return f"{type(part).__name__} has no right_inverse to set it through"
    return ""


def _tied(shared: list[Slot]) -> Slot:
    """One parameter under several names: a head's fans, where an embedding is also a head."""
    first = shared[0]
    if len(shared) == 1:
        return first
    heads = [slot for slot in shared if slot.tensor.kind == "weight"]
    chosen = heads[0] if heads else first
    kinds = {slot.tensor.kind for slot in shared}
    kind = "embedding" if "embedding" in kinds else chosen.tensor.kind
    also = tuple(slot.tensor.name for slot in shared[1:])
    note = f"also {', '.join(also)}"
    if len({slot.tensor.fans for slot in shared}) > 1:
        note += f"; fans of {chosen.tensor.name}"
    rows = [s.described.zero_row for s in shared if s.described.zero_row is not None]
    return replace(
        chosen,
        tensor=replace(chosen.tensor, name=first.tensor.name, kind=kind),
        described=replace(
            chosen.described, kind=kind, note=note, zero_row=rows[0] if rows else None
        ),
        also=also,
    )
