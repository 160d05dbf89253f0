"""The catalogue for NumPy: one tensor from a generator, or named tensors by address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab import streams
from initlab.errors import DomainError
from initlab.initializers.assignment import Plan, Tensor, assign
from initlab.initializers.fans import Fans, dense
from initlab.initializers.laws import ElementLaw, Law, sample
from initlab.streams import RngSource, StreamSource

AnyArray = NDArray[Any]


def draw(
    law: Law,
    shape: Sequence[int],
    *,
    seed: int,
    name: str,
    fans: Fans | None = None,
    dtype: str = "float64",
) -> AnyArray:
    """The tensor called `name` under `seed`: the same wherever and however it is drawn.

    Args:
        shape: (outputs, inputs, *kernel), or whatever the law takes.
        fans: of the layer; by default those of a dense layer or a plain convolution.
        dtype: "float64", "float32", "float16", "bfloat16" (as uint16 bits), "complex64" or
            "complex128"; each value is rounded once.
    Raises: InitlabError: a shape, dtype or fans that the law does not have.

    >>> from initlab import initializers
    >>> he = initializers.get("he").law
    >>> draw(he, (2, 2), seed=0, name="layer1.weight").shape
    (2, 2)
    """
    sizes = tuple(shape)
    fans = dense(sizes) if fans is None and len(sizes) >= 2 else fans
    if isinstance(law, ElementLaw):
        out = np.empty(sizes, streams.storage_of(dtype))
        streams.fill(out.reshape(-1), law.elements(fans), seed=seed, name=name, dtype=dtype)
        return out
    return streams.stored(sample(law, StreamSource(seed, name), sizes, fans), dtype)


def initialize(
    shapes: Mapping[str, Sequence[int]],
    plan: Plan = "he",
    *,
    seed: int = 0,
    dtype: str = "float64",
) -> dict[str, AnyArray]:
    """Values for the tensors of a model, each drawn by its name.

    Args:
        shapes: by name. A tensor of two or more dimensions is a weight, (outputs, inputs, *kernel),
            any other a bias.
        plan: an entry, or a mapping from kinds or patterns of names to entries.
        seed: of the whole model; adding a tensor changes no other.
        dtype: of every tensor.
    Raises: InitlabError: an entry, name or shape that cannot be used.

    >>> values = initialize({"layer1.weight": (4, 2), "layer1.bias": (4,)}, "he", seed=1)
    >>> values["layer1.bias"].tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    tensors = [
        Tensor(
            name,
            tuple(shape),
            "weight" if len(shape) >= 2 else "bias",
            dense(shape) if len(shape) >= 2 else None,
        )
        for name, shape in shapes.items()
    ]
    values = {}
    for assignment in assign(plan, tensors):
        tensor, entry = assignment.tensor, assignment.entry
        if entry is None:
            raise DomainError(
                f"The plan leaves {tensor.name} alone, but there is nothing to leave: "
                "give it an entry."
            )
        values[tensor.name] = draw(
            entry.law, tensor.shape, seed=seed, name=tensor.name, fans=tensor.fans, dtype=dtype
        )
    return values


def sampled(
    law: Law,
    shape: Sequence[int],
    *,
    rng: int | np.random.Generator | np.random.RandomState | None = None,
    fans: Fans | None = None,
    dtype: str = "float64",
) -> AnyArray:
    """One tensor of that law from a NumPy generator, a seed for one, or fresh entropy.

    >>> from initlab import initializers
    >>> sampled(initializers.get("he").law, (400, 300), rng=0).shape
    (400, 300)
    """
    generator = (
        rng
        if isinstance(rng, np.random.Generator | np.random.RandomState)
        else np.random.default_rng(rng)
    )
    return streams.stored(sample(law, RngSource(generator), shape, fans), dtype)
