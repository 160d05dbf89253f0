"""Initializers of JAX's kind: a factory, then a function of a key, a shape and a dtype."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from math import sqrt
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.nn import initializers as theirs

from initlab.initializers import axes as layout
from initlab.initializers import catalogue, functions
from initlab.initializers.fans import Fans
from initlab.initializers.laws import ElementLaw, Law, sample
from initlab.initializers.record import Initializer
from initlab.streams import Elements, RngSource

Init = Callable[..., jax.Array]
# JAX's own initializers that are no factories.
_PLAIN = ("Initializer", "ones", "zeros")


def names() -> tuple[str, ...]:
    """Every name that `initlab.jax` has: JAX's, then the catalogue's with their aliases."""
    known = [name for name in dir(theirs) if not name.startswith("_")]
    ours = [name for entry in catalogue.ALL for name in (entry.name, *entry.aliases)]
    return tuple(dict.fromkeys([*known, *ours]))


def named(name: str) -> Any:
    """What `initlab.jax.NAME` is: JAX's initializer of that name, or the catalogue's.

    Raises: UnknownName: neither has it.
    """
    if name in _PLAIN:
        return getattr(theirs, name)
    if not name.startswith("_") and hasattr(theirs, name):
        return _careful(getattr(theirs, name))
    return _factory(name, catalogue.get(name))


def get(text: str, **options: Any) -> Init:
    """The initializer that `text` names, with parameters and roles as on the command line.

    Args:
        text: `he`, `random:scale=.01`, `t_fixup.value:layers=6`; JAX's names have JAX's meaning.
        options: `in_axis`, `out_axis`, `batch_axis`, `dtype`, `fans`.
    Returns: a function of (key, shape, dtype).
    Raises: UnknownName, DomainError: no such entry, field or value.

    >>> get("random:scale=.01")(jax.random.key(0), (3, 2)).shape
    (3, 2)
    """
    if text in _PLAIN or (text in names() and hasattr(theirs, text)):
        found = named(text)
        return found if text in _PLAIN else found(**options)
    entry = functions.entry_of(text)
    return _factory(entry.name, entry)(**options)


def _careful(factory: Callable[..., Init]) -> Callable[..., Init]:
    """JAX's factory, whose initializers also take 16-bit types and shapes without elements.

    JAX draws a bfloat16 normal from 256 levels of a uniform, has no QR of 16 bits, and divides by
    0 for an empty weight.
    """
    signature = inspect.signature(factory)

    @wraps(factory)
    def careful(*args: Any, **options: Any) -> Init:
        given = signature.bind(*args, **options)
        default = given.arguments.get("dtype")
        init = factory(*args, **options)

        def draw(key: Any, shape: Sequence[int], dtype: Any = None, **more: Any) -> jax.Array:
            wanted = _dtype(default if dtype is None else dtype)
            if 0 in shape:
                return jnp.zeros(shape, wanted)
            return init(key, tuple(shape), _wide(wanted), **more).astype(wanted)

        return draw

    return careful


def _factory(name: str, entry: Initializer) -> Callable[..., Init]:
    def factory(
        in_axis: int | Sequence[int] = -2,
        out_axis: int | Sequence[int] = -1,
        batch_axis: int | Sequence[int] = (),
        dtype: Any = None,
        *,
        fans: Fans | None = None,
        **values: Any,
    ) -> Init:
        law = functions.changed(entry, values).law
        where = layout.of(in_axis, out_axis, batch_axis)
        default = dtype

        def init(
            key: Any, shape: Sequence[int], dtype: Any = None, out_sharding: Any = None
        ) -> jax.Array:
            wanted = _dtype(default if dtype is None else dtype)
            drawn = _draw(law, key, tuple(shape), where, fans, wanted)
            return drawn if out_sharding is None else jax.device_put(drawn, out_sharding)

        return init

    factory.__name__ = factory.__qualname__ = name
    factory.__doc__ = functions.described(entry)
    factory.__signature__ = functions.with_parameters(factory, entry.law)  # type: ignore[attr-defined]
    return factory


def _draw(
    law: Law,
    key: Any,
    shape: tuple[int, ...],
    where: layout.Axes,
    fans: Fans | None,
    dtype: Any,
) -> jax.Array:
    if 0 in shape:
        return jnp.zeros(shape, dtype)
    if fans is None and len(shape) >= 2:
        fans = where.fans(shape)
    if isinstance(law, ElementLaw):
        return _elements(key, law.elements(fans), shape, dtype)
    whole = where.canonical(shape) if len(shape) >= 2 else shape
    real = jnp.finfo(_wide(dtype)).dtype

    def build(words: Any) -> Any:
        source = RngSource(np.random.default_rng(np.asarray(words)))
        values = sample(law, source, whole, fans)
        restored = where.restore(values, shape) if len(shape) >= 2 else values
        return np.asarray(restored, dtype=real)

    # Laws that couple elements exist once, in NumPy. The callback keeps `jit` and `vmap` possible;
    # the key's bits seed a NumPy generator.
    words = jax.random.bits(key, (4,), "uint32")
    result = jax.ShapeDtypeStruct(shape, real)
    built = jax.pure_callback(build, result, words, vmap_method="sequential")
    return jnp.asarray(built).astype(dtype)


def _elements(key: Any, what: Elements, shape: tuple[int, ...], dtype: Any) -> jax.Array:
    if what.unit == "constant":
        return jnp.full(shape, what.centre, dtype)
    if jnp.issubdtype(dtype, jnp.complexfloating):
        # Half the variance in each part, as `jax.random.normal` has it.
        real, imaginary = (_unit(k, what, shape, dtype) for k in jax.random.split(key))
        drawn = jax.lax.complex(real, imaginary) * sqrt(0.5)
    else:
        drawn = _unit(key, what, shape, dtype)
    return (what.centre + what.scale * drawn).astype(dtype)


def _unit(key: Any, what: Elements, shape: tuple[int, ...], dtype: Any) -> jax.Array:
    real = jnp.finfo(_wide(dtype)).dtype
    if what.unit == "normal":
        return jax.random.normal(key, shape, real)
    if what.unit == "truncated":
        return jax.random.truncated_normal(key, -2.0, 2.0, shape, real)
    return jax.random.uniform(key, shape, real, -1.0, 1.0)


def _dtype(dtype: Any) -> Any:
    """A dtype that exists under the current settings; by default JAX's float."""
    return jax.dtypes.canonicalize_dtype(float if dtype is None else dtype)


def _wide(dtype: Any) -> Any:
    """Where to draw: float32 for 16-bit types, else the type itself."""
    small = jnp.issubdtype(dtype, jnp.floating) and jnp.finfo(dtype).bits < 32
    return jnp.dtype("float32") if small else dtype
