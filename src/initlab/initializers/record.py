"""The record of an initializer, and how it draws the parameters of a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from initlab.initializers.laws import Law
from initlab.initializers.parameters import Layer, Parameters, checked_sizes


class Draws(Protocol):
    """Anything that can start a network: a catalogue entry or a function of the user's."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def formula(self) -> str: ...
    def draw(self, sizes: Sequence[int], seed: int) -> Parameters: ...


@dataclass(frozen=True)
class Initializer:
    """One entry of the catalogue; biases start at 0."""

    name: str
    title: str
    law: Law
    keeps: str  # what it holds constant, or that it holds nothing
    source: str
    note: str = ""  # what to watch for
    aliases: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """The law in words, for tables."""
        return self.law.formula

    def draw(self, sizes: Sequence[int], seed: int) -> Parameters:
        """Parameters of a dense network, drawn as the course's notebooks draw them.

        Args:
            sizes: units per layer, inputs first.
            seed: of a NumPy `RandomState` of its own; layers are drawn in order from it.
        Returns: one `Layer` per weight matrix; weights (outputs, inputs), biases (outputs, 1).
        Raises: DomainError: sizes that no network can have.

        >>> from initlab import initializers
        >>> initializers.get("he").draw([2, 4, 1], seed=3)[0].weights[0].round(8).tolist()
        [1.78862847, 0.43650985]
        """
        rng = np.random.RandomState(seed)
        whole = checked_sizes(sizes)
        return tuple(
            Layer(self.law.sample(rng, (outputs, inputs)), np.zeros((outputs, 1)))
            for inputs, outputs in pairwise(whole)
        )
