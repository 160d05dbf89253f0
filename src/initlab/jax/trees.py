"""A tree of parameters, filled by address: the same bits as NumPy for the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import ml_dtypes
import numpy as np

from initlab.errors import DomainError
from initlab.initializers import fans as rules
from initlab.initializers.assignment import (
    Kind,
    Plan,
    Tensor,
    assign,
    check_all_said,
    check_patterns,
    first_that_fits,
)
from initlab.initializers.axes import Axes
from initlab.initializers.fans import Fans
from initlab.initializers.numpy_arrays import draw
from initlab.initializers.record import Initializer

Path = tuple[str, ...]

# What Flax, Haiku and plain trees call a leaf: its name in an address, and its kind.
_LEAVES: dict[str, tuple[str, Kind]] = {
    "kernel": ("weight", "weight"),
    "weight": ("weight", "weight"),
    "w": ("weight", "weight"),
    "bias": ("bias", "bias"),
    "b": ("bias", "bias"),
    "embedding": ("weight", "embedding"),
    "scale": ("weight", "norm scale"),
}
# The projections of Flax's attention: (width, heads, head width), and out the other way round.
_PROJECTIONS = {
    "query": ("query", Axes(inputs=(0,), outputs=(1, 2))),
    "key": ("key", Axes(inputs=(0,), outputs=(1, 2))),
    "value": ("value", Axes(inputs=(0,), outputs=(1, 2))),
    "out": ("attention_output", Axes(inputs=(0, 1), outputs=(2,))),
}
_DTYPES = ("float64", "float32", "float16", "bfloat16", "complex64", "complex128")


@dataclass(frozen=True)
class _Leaf:
    """A leaf to fill: the tensor in the canonical layout, and what leads back to the leaf's own."""

    tensor: Tensor
    old: Any
    axes: Axes | None


def initialize(
    params: Any,
    plan: Plan = "he",
    *,
    seed: int = 0,
    axes: Mapping[str, Axes] | None = None,
    fans: Mapping[str, Fans] | None = None,
) -> Any:
    """New parameters for a tree of JAX arrays, each drawn by its name.

    A leaf's name is its path, joined by points. Flax's words become those of the other frameworks:
    `kernel`, `embedding` and `scale` are `weight`. Kernels (*kernel, inputs, outputs) are drawn as
    (outputs, inputs, *kernel), so a Dense of 2 inputs and 4 outputs gets the bits that
    `initlab.initialize({"Dense_0.weight": (4, 2)})` gives, transposed.

    Args:
        params: a tree of arrays, or of the shapes that `jax.eval_shape` gives. Of Flax's variables,
            which have a collection "params", that one is filled, and not part of the names.
        plan: an entry, or a mapping from kinds or patterns of names to entries.
        seed: of the whole model; adding a leaf changes no other.
        axes: by pattern of names, the layout of kernels that are not (*kernel, inputs, outputs).
            The projections of Flax's attention are known.
        fans: by pattern of names, where the shape cannot tell: groups, strides.
    Returns: a tree like `params`, each leaf with its dtype. Leaves without floating-point numbers,
        and those to which the plan gives None, stay as they were.
    Raises: InitlabError: an entry, name or shape that cannot be used, a leaf of which nothing says
        what it starts with, a key that fits no leaf.

    >>> params = {"Dense_0": {"kernel": jnp.zeros((2, 4)), "bias": jnp.ones(4)}}
    >>> jax.tree.map(jnp.shape, initialize(params, "he", seed=1))
    {'Dense_0': {'bias': (4,), 'kernel': (2, 4)}}
    """
    if isinstance(params, Mapping) and "params" in params:
        filled = initialize(params["params"], plan, seed=seed, axes=axes, fans=fans)
        return type(params)({**params, "params": filled})  # type: ignore[call-arg]
    found, structure = jax.tree_util.tree_flatten_with_path(params)
    axes, fans = axes or {}, fans or {}
    paths = [_path(entries) for entries, _ in found]
    known = frozenset(paths)
    leaves = {
        number: _leaf(path, value, known, axes, fans)
        for number, (path, (_, value)) in enumerate(zip(paths, found, strict=True))
        if _has_numbers(value)
    }
    tensors = [leaf.tensor for leaf in leaves.values()]
    check_patterns((*axes, *fans), tensors)
    assignments = assign(plan, tensors)
    check_all_said(assignments)
    values = [value for _, value in found]
    for (number, leaf), assignment in zip(leaves.items(), assignments, strict=True):
        if assignment.entry is not None:
            values[number] = _filled(leaf, assignment.entry, seed)
        elif isinstance(leaf.old, jax.ShapeDtypeStruct):
            raise DomainError(
                f"The plan leaves {leaf.tensor.name} alone, but it has a shape only: "
                "give it an entry."
            )
    return jax.tree_util.tree_unflatten(structure, values)


def _path(entries: Sequence[Any]) -> Path:
    """The words of a leaf's path; Flax's nnx puts a leaf's values into a field `value`."""
    words = [
        str(next(getattr(e, at) for at in ("key", "name", "idx") if hasattr(e, at)))
        for e in entries
    ]
    wrapped = len(words) > 1 and words[-1] == "value" and words[-2] in _LEAVES
    return tuple(words[:-1] if wrapped else words)


def _has_numbers(value: Any) -> bool:
    """Whether it is an array of floating-point numbers, and of at least one."""
    dtype = getattr(value, "dtype", None)
    return dtype is not None and jnp.issubdtype(dtype, jnp.inexact) and 0 not in value.shape


def _leaf(
    path: Path,
    value: Any,
    known: frozenset[Path],
    axes: Mapping[str, Axes],
    fans: Mapping[str, Fans],
) -> _Leaf:
    parents, last = path[:-1], path[-1] if path else "weight"
    word, kind = _LEAVES.get(last, (last, "other"))
    if kind == "bias" and (*parents, "scale") in known:
        kind = "norm shift"
    if kind == "norm scale" and (*parents, "kernel") in known:
        word = last  # a weight has the name already
    name = ".".join((*parents, word))
    shape = tuple(value.shape)
    role, projection = _projection(parents, shape, known) if kind == "weight" else ("", None)
    layout = first_that_fits(axes, name) or projection
    if layout is None and kind == "weight" and len(shape) >= 2:
        layout = Axes()
    own_fans = first_that_fits(fans, name)
    if layout is not None:
        canonical, own_fans = layout.canonical(shape), own_fans or layout.fans(shape)
    else:
        canonical = shape
        if kind == "embedding" and len(shape) == 2:
            own_fans = own_fans or rules.embedding(shape)
    tensor = Tensor(name, canonical, kind, own_fans, roles=(role,) if role else ())
    return _Leaf(tensor, value, layout)


def _projection(
    parents: Path, shape: tuple[int, ...], known: frozenset[Path]
) -> tuple[str, Axes | None]:
    """The role and the layout of a kernel of Flax's attention, told by its three neighbours."""
    if not parents or parents[-1] not in _PROJECTIONS or len(shape) != 3:
        return "", None
    if not all((*parents[:-1], word, "kernel") in known for word in _PROJECTIONS):
        return "", None
    return _PROJECTIONS[parents[-1]]


def _filled(leaf: _Leaf, entry: Initializer, seed: int) -> Any:
    """The leaf's new values: of its shape, dtype, kind of array and sharding."""
    tensor, old = leaf.tensor, leaf.old
    dtype = np.dtype(old.dtype)
    if dtype.name not in _DTYPES:
        raise DomainError(
            f"{tensor.name} has the dtype {dtype.name}; parameters may be {', '.join(_DTYPES)}."
        )
    values = draw(
        entry.law, tensor.shape, seed=seed, name=tensor.name, fans=tensor.fans, dtype=dtype.name
    )
    if dtype.name == "bfloat16":  # drawn as bits
        values = values.view(ml_dtypes.bfloat16)
    if leaf.axes is not None:
        values = np.ascontiguousarray(leaf.axes.restore(values, old.shape))
    if isinstance(old, np.ndarray):
        return values
    placed = getattr(old, "committed", False)
    return jax.device_put(values, old.sharding) if placed else jnp.asarray(values)
