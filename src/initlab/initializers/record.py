"""The record of an initializer, and how it draws the parameters of a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np

from initlab.errors import unknown_name
from initlab.initializers.laws import Law, sample
from initlab.initializers.parameters import Layer, Parameters, checked_sizes
from initlab.streams import RngSource


class Draws(Protocol):
    """Anything that can start a network: a catalogue entry or a function of the user's."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def formula(self) -> str: ...
    def draw(self, sizes: Sequence[int], seed: int) -> Parameters: ...


# Parts of a network that an entry may be meant for.
LAYERS = (
    "dense",
    "convolution",
    "recurrent",
    "attention",
    "embedding",
    "norm",
    "bias",
    "residual",
    "head",
)


@dataclass(frozen=True)
class Role:
    """A tensor that a scheme treats in a way of its own: `t_fixup.value` is a role of `t_fixup`."""

    name: str
    law: Law
    where: str  # which tensors of a model play it


@dataclass(frozen=True)
class Initializer:
    """One entry of the catalogue: the law of a weight, and of the tensors with another role.

    Biases start at 0 where no role says otherwise.
    """

    name: str
    title: str
    law: Law
    keeps: str  # what it holds constant, or that it holds nothing
    use: str  # where it applies
    source: str
    avoid: str = ""  # where it must not be used, and why
    note: str = ""  # what to watch for
    roles: tuple[Role, ...] = ()
    aliases: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()  # dotted names of the same rule elsewhere
    suits: tuple[str, ...] = ()  # names of activations that its layers may feed on
    layers: tuple[str, ...] = ()  # words of LAYERS
    family: str = ""  # filled in by the catalogue

    @property
    def formula(self) -> str:
        """The law in words, for tables."""
        return self.law.formula

    def role(self, name: str) -> Initializer:
        """The entry that gives tensors of that role their law.

        Raises: UnknownName: the scheme has no such role.
        """
        for role in self.roles:
            if role.name == name:
                return replace(
                    self,
                    name=f"{self.name}.{name}",
                    title=f"{self.title}, {name}",
                    law=role.law,
                    use=role.where,
                    roles=(),
                    aliases=(),
                    frameworks=(),
                )
        raise unknown_name(f"role of {self.name!r}", name, [role.name for role in self.roles])

    def draw(self, sizes: Sequence[int], seed: int) -> Parameters:
        """Parameters of a dense network, drawn as the course's notebooks draw them.

        Args:
            sizes: units per layer, inputs first.
            seed: of a NumPy `RandomState` of its own; layers are drawn in order from it.
        Returns: one `Layer` per weight matrix; weights (outputs, inputs), biases (outputs, 1).
        Raises: DomainError: sizes that no network can have, or that the law refuses.

        >>> from initlab import initializers
        >>> initializers.get("he").draw([2, 4, 1], seed=3)[0].weights[0].round(8).tolist()
        [1.78862847, 0.43650985]
        """
        source = RngSource(np.random.RandomState(seed))
        whole = checked_sizes(sizes)
        return tuple(
            Layer(sample(self.law, source, (outputs, inputs)), np.zeros((outputs, 1)))
            for inputs, outputs in pairwise(whole)
        )
