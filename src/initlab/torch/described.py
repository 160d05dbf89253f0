"""What one parameter of a module does, said in initlab's words."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from initlab.initializers.assignment import Kind
from initlab.initializers.fans import Fans


@dataclass(frozen=True)
class Described:
    """A parameter: what it is, its true fans, and how it lies in memory.

    Weights are (outputs, inputs / groups, *kernel). One that PyTorch stores as
    (inputs, outputs / groups, *kernel), as transposed convolutions do, is `swapped`.
    """

    field: str  # the attribute of the module
    kind: Kind
    fans: Fans | None = None
    roles: tuple[str, ...] = ()
    part_roles: tuple[tuple[str, ...], ...] = ()  # of each of the equal blocks of rows
    swapped: bool = False
    groups: int = 1
    default: float | None = None  # where no rule speaks of a parameter of another kind
    zero_row: int | None = None  # a row that stays 0: an embedding's padding
    note: str = ""

    def shape(self, stored: tuple[int, ...]) -> tuple[int, ...]:
        """The canonical shape of a parameter stored with that one."""
        if not self.swapped:
            return stored
        inputs, outputs, *kernel = stored
        return (outputs * self.groups, inputs // self.groups, *kernel)

    def view(self, storage: torch.Tensor) -> torch.Tensor:
        """The storage in canonical order; groups, if it is swapped, in a dimension of their own.

        Values of the canonical shape are copied in after a reshape to the view's shape.
        """
        if not self.swapped:
            return storage
        inputs, outputs, *kernel = storage.shape
        grouped = storage.view(self.groups, inputs // self.groups, outputs, *kernel)
        return grouped.transpose(1, 2)
