"""A Keras model, filled by address: the same bits as NumPy for the same names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import ml_dtypes
import numpy as np

from initlab.errors import DataError
from initlab.initializers.assignment import (
    Assignment,
    Plan,
    Tensor,
    assign,
    check_patterns,
    first_that_fits,
)
from initlab.initializers.axes import Axes
from initlab.initializers.fans import Fans
from initlab.initializers.numpy_arrays import draw
from initlab.keras.layers import roles_of, use_of

# Keras's words, as they stand in an address.
_WORDS = {"kernel": "weight", "embeddings": "weight", "gamma": "weight", "beta": "bias"}


@dataclass(frozen=True)
class _Place:
    """A layer of a model: its address, what it is part of, and its own name there."""

    layer: Any
    address: tuple[str, ...]
    parent: Any
    types: tuple[type, ...]  # of the layer and of what it is part of, innermost first


@dataclass(frozen=True)
class _Weight:
    """A variable: the tensor in the canonical layout, and what leads back to the variable's."""

    tensor: Tensor
    variable: Any
    axes: Axes | None


def initialize(
    model: Any,
    plan: Plan = "he",
    *,
    seed: int = 0,
    axes: Mapping[str, Axes] | None = None,
    fans: Mapping[str, Fans] | None = None,
) -> list[Assignment]:
    """Fill the variables of a built model in place, each drawn by its name.

    A variable's name is the path of its layer and its own name, joined by points: of the layers
    that Keras named, the numbers count within their parent, so that a model built twice has the
    same names. `kernel`, `embeddings` and `gamma` are `weight`, `beta` is `bias`. Kernels are drawn
    as (outputs, inputs, *kernel), so a first Dense of 2 inputs and 4 outputs gets the bits that
    `initlab.initialize({"dense.weight": (4, 2)})` gives, transposed.

    Args:
        model: a model or a layer that has its variables.
        plan: an entry, or a mapping from kinds, patterns of names or types of layers to entries.
        seed: of the whole model; adding a layer changes no other.
        axes: by pattern of names, the layout of kernels of your own layers; by default they are
            (*kernel, inputs, outputs).
        fans: by pattern of names, the fans of kernels of your own layers.
    Returns: what was done, tensor by tensor; "no rule" of those that stay as they were because
        nothing says what they are, such as PReLU's slopes. Running statistics are not listed.
    Raises: InitlabError: a model that is not built, an entry, name or shape that cannot be used.

    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4)])
    >>> [(done.tensor.name, done.rule) for done in initialize(model, "he", seed=1)]
    [('dense.weight', 'he'), ('dense.bias', 'default for a bias')]
    """
    axes, fans = axes or {}, fans or {}
    weights = [weight for place in _walk(model) for weight in _weights(place, axes, fans)]
    if not weights:
        raise DataError(
            f"{model.name} has no variables to fill. Build it first: give it an Input, call it on "
            "a batch, or call build()."
        )
    tensors = [weight.tensor for weight in weights]
    check_patterns((*axes, *fans), tensors)
    assignments = assign(plan, tensors)
    for weight, assignment in zip(weights, assignments, strict=True):
        if assignment.entry is not None:
            weight.variable.assign(_values(weight, assignment, seed))
    return assignments


def _walk(model: Any) -> Iterator[_Place]:
    """The model and the layers inside, outer ones first, each once."""
    seen: set[int] = set()

    def visit(place: _Place) -> Iterator[_Place]:
        if id(place.layer) in seen:
            return
        seen.add(id(place.layer))
        yield place
        inside = _children(place.layer)
        for name, child in zip(_numbered(inside), inside, strict=True):
            types = (*type(child).__mro__[:-1], *place.types)
            yield from visit(_Place(child, (*place.address, name), place.layer, types))

    yield from visit(_Place(model, (), None, type(model).__mro__[:-1]))


def _children(layer: Any) -> list[Any]:
    if isinstance(layer, keras.Model):
        return list(layer.layers)
    return list(layer._flatten_layers(include_self=False, recursive=False))


def _numbered(named: Sequence[Any]) -> list[str]:
    """Names, with the numbers that Keras appends to names of its own counted anew."""
    result, counts = [], dict[str, int]()
    for one in named:
        stem, prefix = re.sub(r"_\d+$", "", one.name), r"^(forward_|backward_)"
        if re.sub(prefix, "", stem).replace("_", "") != type(one).__name__.lower():
            result.append(one.name)
            continue
        number = counts.get(stem, 0)
        counts[stem] = number + 1
        result.append(f"{stem}_{number}" if number else stem)
    return result


def _weights(
    place: _Place, axes: Mapping[str, Axes], fans: Mapping[str, Fans]
) -> Iterator[_Weight]:
    inner = {id(v) for child in _children(place.layer) for v in child.variables}
    for variable in place.layer.weights:
        shape = tuple(variable.shape)
        if id(variable) in inner or 0 in shape or "float" not in str(variable.dtype):
            continue
        use = use_of(place.layer, variable.name, shape)
        if use.kind == "other" and not variable.trainable:
            continue
        name = ".".join((*place.address, _WORDS.get(variable.name, variable.name)))
        layout = first_that_fits(axes, name)
        own_fans = first_that_fits(fans, name) or (layout.fans(shape) if layout else use.fans)
        layout = layout or use.axes
        tensor = Tensor(
            name,
            layout.canonical(shape) if layout else shape,
            use.kind,
            own_fans,
            use.roles or roles_of(place.parent, place.layer.name, use.kind),
            place.types,
        )
        yield _Weight(tensor, variable, layout)


def _values(weight: _Weight, assignment: Assignment, seed: int) -> Any:
    tensor, dtype = weight.tensor, str(weight.variable.dtype)
    assert assignment.entry is not None
    values = draw(
        assignment.entry.law,
        tensor.shape,
        seed=seed,
        name=tensor.name,
        fans=tensor.fans,
        dtype=dtype,
    )
    if dtype == "bfloat16":  # drawn as bits
        values = values.view(ml_dtypes.bfloat16)
    if weight.axes is None:
        return values
    return np.ascontiguousarray(weight.axes.restore(values, tuple(weight.variable.shape)))
