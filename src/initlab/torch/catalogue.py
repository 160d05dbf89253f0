"""Every entry of the catalogue as a function on one tensor: `he_truncated_(weight)`."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import torch
from torch import Generator, Tensor

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.initializers.catalogue import ALL, get, with_values
from initlab.initializers.fans import Fans, dense
from initlab.initializers.laws import ElementLaw, sample
from initlab.streams import Elements, Order
from initlab.torch.init import trunc_normal_

NAMES = tuple(f"{name}_" for entry in ALL for name in (entry.name, *entry.aliases))


class TorchSource:
    """Draws of a law from a generator of PyTorch's; its global one by default."""

    def __init__(self, generator: Generator | None) -> None:
        self._generator = generator
        self._device = "cpu" if generator is None else generator.device

    def elements(self, what: Elements, shape: tuple[int, ...]) -> Array:
        """centre + scale · unit draw, float64."""
        unit = torch.zeros(shape, dtype=torch.float64, device=self._device)
        match what.unit:
            case "normal":
                unit.normal_(generator=self._generator)
            case "uniform":
                unit.uniform_(-1, 1, generator=self._generator)
            case "truncated":
                trunc_normal_(unit, generator=self._generator)
        values: Array = (what.centre + what.scale * unit).cpu().numpy()
        return values

    def order(self, count: int) -> Order:
        """A random permutation."""
        drawn = torch.randperm(count, generator=self._generator, device=self._device)
        order: Order = drawn.cpu().numpy()
        return order


def function_of(name: str) -> Callable[..., Tensor]:
    """The function that fills a tensor as the entry `name` says.

    Raises: UnknownName: no entry is called so.
    """
    entry = get(name)

    def fill_(
        tensor: Tensor,
        *,
        generator: Generator | None = None,
        fans: Fans | None = None,
        **values: float | str,
    ) -> Tensor:
        if tensor.numel() == 0:
            raise ShapeError(
                f"A tensor of shape {tuple(tensor.shape)} has no elements to set. Leave it out."
            )
        if tensor.is_meta:
            return tensor
        law, source = with_values(entry, values).law, TorchSource(generator)
        shape = tuple(tensor.shape)
        drawn = torch.from_numpy(sample(law, source, shape, fans))
        if tensor.is_complex():
            if not isinstance(law, ElementLaw):
                raise DomainError(f"{entry.name} has no complex form. Use he, xavier or glorot.")
            # Each part has half of the variance; a centre is real.
            what = law.elements(dense(shape) if fans is None and len(shape) > 1 else fans)
            other = source.elements(Elements(what.unit, what.scale), shape)
            drawn = (drawn - what.centre + 1j * torch.from_numpy(other)) / sqrt(2) + what.centre
        with torch.no_grad():
            return tensor.copy_(drawn)

    fill_.__name__ = fill_.__qualname__ = f"{name}_"
    fill_.__doc__ = f"""{entry.title}: {entry.formula}.

    Args:
        tensor: filled in place, (outputs, inputs, *kernel).
        generator: PyTorch's global one by default.
        fans: of the layer; by default guessed from the shape.
        values: fields of the law to change, as in `{name}_(weight, scale=1)` where it has a scale.
    Returns: the tensor.
    Source: {entry.source}
    """
    return fill_
