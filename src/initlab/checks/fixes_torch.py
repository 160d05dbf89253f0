"""From findings to new start values: applied in memory, checked again, and undone if wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from initlab.errors import missing_package

try:
    import torch
    from torch import Tensor, nn
except ModuleNotFoundError as error:
    raise missing_package("PyTorch", "torch") from error

from initlab.checks.check_torch import check
from initlab.checks.edits import Edit, patch, plan_of
from initlab.checks.findings import Finding
from initlab.checks.probe_torch import Batch
from initlab.checks.report import Report
from initlab.torch import Slot, initialize, lsuv, slots
from initlab.torch.measured.passes import NotConverged

__all__ = ["Fix", "fix"]

ROUNDS = 3
SCALES = ("SCL", "GRD")  # codes of rules that a measured scale can satisfy


@dataclass(frozen=True, repr=False)
class Fix:
    """New values of a model's tensors, and the check before and after them."""

    plan: tuple[Edit, ...]
    before: Report
    report: Report  # afterwards
    seed: int
    _saved: dict[Tensor, Tensor] = field(default_factory=dict)

    def undo(self) -> None:
        """Give every tensor the values it had before the fix."""
        with torch.no_grad():
            for value, copy in self._saved.items():
                value.copy_(copy)

    def patch(self) -> str:
        """A Python file with a function that makes the same edits."""
        return patch(self.plan, self.seed)

    @property
    def whole(self) -> Report:
        """One report of it all: the check before, the plan, the check afterwards."""
        return replace(self.before, plan=self.plan, after=self.report)

    def __str__(self) -> str:
        return str(self.whole)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self.whole._repr_html_()


def fix(
    model: nn.Module,
    batch: Batch,
    loss: Callable[[Any], Tensor] | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    learning_rate: float | None = None,
    seed: int = 0,
) -> Fix:
    """Give the tensors that a check finds badly started new values, in memory, and check again.

    Each tensor gets the catalogue's entry that the worst finding about it asks for, drawn by the
    seed and its name with the fans of what its layer does; tensors without a finding, and frozen
    ones, stay. That is repeated up to three times, until the check is clean or asks for nothing
    new. Only where no entry is asked for is a weight scaled by what is measured on the batch.

    Args:
        model, batch, loss, select, ignore, learning_rate: as `check` takes them.
        seed: of the draws.
    Returns: the plan, the check before and after, and `undo()`.
    Raises: as `check` does; the model is then as before.

    >>> model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 4))
    >>> batch = torch.randn(32, 8, generator=torch.Generator().manual_seed(0))
    >>> fix(model, batch).plan
    ()
    """

    def checked() -> Report:
        return check(
            model,
            batch,
            loss,
            select=select,
            ignore=ignore,
            learning_rate=learning_rate,
            seed=seed,
        )

    before = report = checked()
    saved: dict[Tensor, Tensor] = {}
    done: dict[str, Edit] = {}
    try:
        for _ in range(ROUNDS):
            if report.clean:
                break
            serious = [f for f in report.findings if f.severity != "note"]
            edits = _by_entry(model, serious, done, saved, seed)
            edits = edits or _by_measuring(model, batch, serious, done, saved, seed)
            if not edits:
                break
            done |= {edit.tensor: edit for edit in edits}
            report = checked()
    except BaseException:
        Fix((), before, report, seed, saved).undo()
        raise
    plan = tuple(done[name] for name in _names(model) if name in done)
    return Fix(plan, before, report, seed, saved)


def _names(model: nn.Module) -> list[str]:
    return [slot.tensor.name for slot in slots(model)]


def _settable(model: nn.Module) -> dict[str, Slot]:
    """Slots that may be set, by each of their names."""
    return {
        name: slot
        for slot in slots(model)
        if slot.trainable and not slot.left
        for name in slot.names
    }


def _by_entry(
    model: nn.Module,
    findings: Sequence[Finding],
    done: dict[str, Edit],
    saved: dict[Tensor, Tensor],
    seed: int,
) -> list[Edit]:
    """Apply what the findings ask for and has not been done; the worst finding comes first."""
    open_slots = _settable(model)
    zeroed = {edit.bias for edit in done.values()}
    wanted: dict[str, Edit] = {}
    for finding in findings:
        for repair in finding.repairs:
            slot = open_slots.get(repair.weight)
            if slot is None:
                continue
            name = slot.tensor.name
            old = done.get(name)
            is_new = old is None or old.entry != repair.entry
            if is_new and name not in wanted and not (name in zeroed and repair.entry == "zeros"):
                wanted[name] = Edit(name, repair.entry, None, None, repair.because, finding.code)
    edits = _with_biases(list(wanted.values()), open_slots)
    return _apply(model, edits, open_slots, saved, seed)


def _with_biases(edits: Sequence[Edit], open_slots: dict[str, Slot]) -> list[Edit]:
    """Zeros for a bias whose weight is set too are part of the weight's edit."""
    owners: dict[int, str] = {}
    for edit in edits:
        slot = open_slots[edit.tensor]
        if slot.tensor.kind in ("weight", "embedding"):
            owners.setdefault(id(slot.module), edit.tensor)
    biases: dict[str, str] = {}
    for edit in edits:
        slot = open_slots[edit.tensor]
        owner = owners.get(id(slot.module))
        if slot.tensor.kind == "bias" and edit.entry == "zeros" and owner not in (None, *biases):
            biases[str(owner)] = edit.tensor
    return [
        replace(edit, bias=biases.get(edit.tensor))
        for edit in edits
        if edit.tensor not in biases.values()
    ]


def _apply(
    model: nn.Module,
    edits: Sequence[Edit],
    open_slots: dict[str, Slot],
    saved: dict[Tensor, Tensor],
    seed: int,
) -> list[Edit]:
    """Draw the new values; what they replace is kept in `saved`."""
    if not edits:
        return []
    for edit in edits:
        for name in filter(None, (edit.tensor, edit.bias)):
            _save(open_slots[name], saved)
    lines = initialize(model, plan_of(edits), seed=seed)
    return [replace(edit, scale=lines[edit.tensor].std) for edit in edits]


def _save(slot: Slot, saved: dict[Tensor, Tensor]) -> None:
    values = slot.module.parameters() if slot.parametrized else [slot.storage]
    for value in values:
        saved.setdefault(value, value.detach().clone())


def _by_measuring(
    model: nn.Module,
    batch: Batch,
    findings: Sequence[Finding],
    done: dict[str, Edit],
    saved: dict[Tensor, Tensor],
    seed: int,
) -> list[Edit]:
    """Where no entry fits: unit variance of a layer's outputs here, as an entry's scale."""
    open_slots = _settable(model)
    edits: dict[str, Edit] = {}
    for finding in findings:
        slot = open_slots.get(finding.weight or "")
        if finding.code.startswith(SCALES) and slot is not None and slot.tensor.kind == "weight":
            name = slot.tensor.name
            edits.setdefault(name, Edit(name, "xavier", None, None, finding.message, finding.code))
    measured = "unit variance of its outputs, measured on the batch"
    edits = {
        name: edit for name, edit in edits.items() if getattr(done.get(name), "why", "") != measured
    }
    if not edits:
        return []
    for name in edits:
        _save(open_slots[name], saved)
    former = [(value, value.detach().clone()) for value in saved]
    plan = plan_of(list(edits.values()))
    lines = initialize(model, plan, seed=seed)
    sizes = {name: float(open_slots[name].storage.detach().double().norm()) for name in edits}
    try:
        kept = [line.name for line in lines.left]
        found = lsuv(model, batch, plan=plan, seed=seed, keep=kept)
    except NotConverged:
        with torch.no_grad():
            for value, copy in former:
                value.copy_(copy)
        return []
    scaled = []
    for layer in found.layers:
        ratio = float(open_slots[layer.name].storage.detach().double().norm()) / sizes[layer.name]
        entry = f"xavier:scale={ratio**2:.4g}"
        scaled.append(replace(edits[layer.name], entry=entry, why=measured))
    # Drawn anew by its entry, so that the patch gives the same values.
    return _apply(model, scaled, open_slots, saved, seed)
