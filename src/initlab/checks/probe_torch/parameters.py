"""The model's parameters, found again where the forward pass uses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from torch import Tensor, nn

from initlab.torch import Slot

PARAMETRIZATIONS = ".parametrizations."


class Parameters:
    """Which slot a tensor's memory belongs to. Parameters outlive the pass, so addresses do too."""

    def __init__(self, model: nn.Module, slots: Sequence[Slot]) -> None:
        self.slots = {slot.tensor.name: slot for slot in slots}
        self._aliases = {name: slot.tensor.name for slot in slots for name in slot.names}
        self._at: dict[int, list[tuple[int, int, str]]] = {}
        for name, value in model.named_parameters(remove_duplicate=False):
            if value.numel() and not value.is_meta:
                start = value.data_ptr()
                end = start + value.numel() * value.element_size()
                memory = self._at.setdefault(value.untyped_storage().data_ptr(), [])
                memory.append((start, end, self._slot_name(name)))

    def _slot_name(self, name: str) -> str:
        """A parametrization's and an old hook's parameters make up the weight of their layer."""
        whole = f".{name}"
        if PARAMETRIZATIONS in whole:
            path, _, rest = whole.partition(PARAMETRIZATIONS)
            name = f"{path}.{rest.partition('.')[0]}".lstrip(".")
        plain = name.removesuffix("_orig")
        return self._aliases.get(plain, self._aliases.get(name, name))

    def name_of(self, value: Tensor) -> str | None:
        """The slot that `value` is or is a view of."""
        found = self._at.get(value.untyped_storage().data_ptr())
        if not found:
            return None
        address = value.data_ptr()
        return next((name for start, end, name in found if start <= address < end), None)

    def applied(self, names: Iterable[str]) -> Slot | None:
        """Of the slots that an operand was computed from, the one that is the weight."""
        slots = [self.slots[name] for name in names if name in self.slots]
        if not slots:
            return None
        return max(
            slots, key=lambda s: (s.tensor.kind in ("weight", "embedding"), s.storage.numel())
        )
