"""Setting a whole model: each tensor drawn by its name, all checked before the first is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Literal

import torch
from torch import nn

from initlab.errors import DomainError, UnknownName
from initlab.initializers.assignment import Plan
from initlab.initializers.laws import ElementLaw
from initlab.torch.jobs import Job, check, jobs_of
from initlab.torch.report import Report
from initlab.torch.storage import fill
from initlab.torch.tensors import Slot, slots


def initialize(
    model: nn.Module,
    plan: Plan = "he",
    *,
    seed: int = 0,
    frozen: Literal["skip", "set"] = "skip",
    keep: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> Report:
    """Give every tensor of `model` its values, with the fans of what its layer does.

    A tensor's values depend on the seed, its name and its law alone: another layer, dtype, device
    or sharding does not change them, and NumPy's `numpy_arrays.draw` gives the same. PyTorch's
    random state is neither read nor moved. Everything is checked before anything is written.
    A model made on the meta device needs `model.to_empty(device="cpu")` first, and its buffers
    reset, which this function does not touch.

    Args:
        model: any module; of DTensor parameters each rank draws its own part.
        plan: an entry for the weights, or a mapping from kinds, patterns of names or types of
            module to entries; None leaves a tensor alone.
        seed: of the whole model.
        frozen: whether tensors without `requires_grad` are skipped or set.
        keep: patterns of names to leave alone, such as what a checkpoint has filled.
        names: from names of the model to the names to draw under, where they differ from those of
            another framework. PyTorch's own by default.
    Returns: a `Report`: a table of what was set, by which rule, and what was left and why.
    Raises: InitlabError: a plan, pattern, fan or dtype that does not fit; the model is as before.

    >>> model = nn.Sequential(nn.Linear(300, 400), nn.ReLU(), nn.Linear(400, 10))
    >>> print(initialize(model, "he"))
    tensor    shape      entry  std      rule                note
    0.weight  400 × 300  he     0.08165  he
    0.bias    400        zeros  0        default for a bias
    2.weight  10 × 400   he     0.07071  he
    2.bias    10         zeros  0        default for a bias
    """
    if frozen not in ("skip", "set"):
        raise DomainError(f"frozen is 'skip' or 'set'; got {frozen!r}.")
    found = slots(model)
    kept = _kept(found, keep)
    left = {slot.tensor.name: why for slot in found if (why := _why_left(slot, frozen, kept))}
    addresses = _addresses(found, names or {})
    jobs = jobs_of(plan, found, left)
    for job in jobs:
        check(job, seed)
    _write([job for job in jobs if job.pieces], seed, addresses)
    return Report(tuple(job.line for job in jobs))


def _kept(found: Sequence[Slot], keep: Sequence[str]) -> set[str]:
    """Names of slots that a pattern keeps."""
    if isinstance(keep, str):
        raise DomainError(f"keep is a list of patterns; got the text {keep!r}. Write ({keep!r},).")
    kept = set()
    for pattern in keep:
        fits = [s.tensor.name for s in found if any(fnmatchcase(n, pattern) for n in s.names)]
        if not fits:
            raise UnknownName(
                f"keep: no tensor fits {pattern!r}; there are "
                f"{', '.join(s.tensor.name for s in found[:8])}{', …' if len(found) > 8 else '.'}"
            )
        kept.update(fits)
    return kept


def _why_left(slot: Slot, frozen: str, kept: set[str]) -> str:
    if slot.left:
        return slot.left
    if slot.tensor.name in kept:
        return "kept"
    if frozen == "skip" and not slot.trainable:
        return "frozen"
    return ""


def _addresses(found: Sequence[Slot], names: Mapping[str, str]) -> dict[str, str]:
    known = {slot.tensor.name for slot in found}
    for name in names:
        if name not in known:
            raise UnknownName(
                f"names: the model has no tensor {name!r}. Use its own names as keys."
            )
    addresses = {name: names.get(name, name) for name in known}
    if len(set(addresses.values())) < len(addresses):
        raise DomainError("names: two tensors would be drawn under one name, alike. Use two.")
    return addresses


def _write(jobs: Sequence[Job], seed: int, addresses: Mapping[str, str]) -> None:
    """Write every job, or none: what raises half way is undone."""
    saved: list[tuple[torch.Tensor, torch.Tensor]] = []
    # Plain element laws have been checked and cannot fail, so they come last and are not saved.
    risky = [job for job in jobs if _can_fail(job)]
    safe = [job for job in jobs if not _can_fail(job)]
    with torch.no_grad():
        try:
            for job in risky:
                saved += [(value, value.detach().clone()) for value in _originals(job.slot)]
                fill(job.slot, job.pieces, seed, addresses[job.slot.tensor.name])
        except BaseException:
            for value, before in saved:
                value.copy_(before)
            raise
        for job in safe:
            fill(job.slot, job.pieces, seed, addresses[job.slot.tensor.name])


def _can_fail(job: Job) -> bool:
    return job.slot.parametrized or not all(isinstance(p.law, ElementLaw) for p in job.pieces)


def _originals(slot: Slot) -> list[torch.Tensor]:
    """What a parametrized tensor is computed from, or the tensor itself."""
    if not slot.parametrized:
        return [slot.storage]
    lists = slot.module.get_submodule(f"parametrizations.{slot.described.field}")
    return [*lists.parameters(), *lists.buffers()]
