"""Activations that the catalogue does not have: functions of the user's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from initlab.activations.catalogue import get
from initlab.activations.record import Activation
from initlab.elementary import Array
from initlab.errors import UserCodeError

__all__ = ["AnyActivation", "as_activation", "breaks", "slope_of", "wrap"]

Function = Callable[[Array], Array]
AnyActivation = Activation | str | Function | tuple[Function, Function]

# Fornberg 1988, Mathematics of Computation 51: the first derivative to order 8.
_DIFFERENCES = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
_STEP = 0.015  # step⁸ and rounding / step are both about 1e-14


def wrap(
    value: Function,
    slope: Function | None = None,
    kinks: Sequence[float] = (),
    jumps: Sequence[float] = (),
    name: str | None = None,
) -> Activation:
    """A function of the user's as an activation.

    Args:
        value: φ, elementwise on float64 arrays.
        slope: φ′, elementwise. Without it, central differences of order 8 stand in, with
            shorter steps near a kink: about eleven digits for functions that bend on the scale
            of 1, and only if `kinks` and `jumps` name every point where they do so suddenly.
        kinks: points where the slope jumps.
        jumps: points where the value jumps.
        name: for messages; the function's own by default.
    Raises: UserCodeError: `value` or `slope` is not callable.

    >>> cube = wrap(lambda z: z**3, name="cube")
    >>> cube.slope(np.array([2.0]), np.array([8.0])).round(9).tolist()
    [12.0]

    Source: Fornberg 1988, Mathematics of Computation 51, for the differences.
    """
    shown = name or str(getattr(value, "__name__", "function"))
    for part in (value, slope):
        if part is not None and not callable(part):
            raise UserCodeError(
                f"{shown}: value and slope should be functions of an array; "
                f"got {type(part).__name__}."
            )
    steps = np.array([*kinks, *jumps], dtype=np.float64)
    derivative = slope or (lambda z: _differences(value, z, steps))
    return Activation(
        shown,
        f"your function {shown}",
        _named(value, shown),
        lambda z, a: derivative(z),
        source="yours",
        kinks=tuple(kinks),
        jumps=tuple(jumps),
    )


def as_activation(activation: AnyActivation) -> Activation:
    """The record of a catalogue name, a record, a function or a pair (value, slope).

    Raises:
        UnknownName: no activation is called so.
        UserCodeError: it is none of these.

    >>> as_activation("swish").name, as_activation((np.sin, np.cos)).name
    ('silu', 'sin')
    """
    if isinstance(activation, Activation):
        return activation
    if isinstance(activation, str):
        return get(activation)
    if callable(activation):
        return wrap(activation)
    if isinstance(activation, tuple) and len(activation) == 2:
        return wrap(*activation)
    raise UserCodeError(
        "An activation should be a name, a record, a function or a pair (value, slope); "
        f"got {type(activation).__name__}."
    )


def breaks(activation: Activation) -> tuple[float, ...]:
    """Where integrals over the activation are cut: its kinks and its jumps."""
    return tuple({*activation.kinks, *activation.jumps})


@lru_cache(maxsize=256)
def slope_of(activation: Activation) -> Function:
    """φ′ as a function of z alone; the same object every time, so that results can be cached."""

    def slope(z: Array) -> Array:
        return activation.slope(z, activation.value(z))

    return _named(slope, f"the slope of {activation.name}")


def _named(function: Function, name: str) -> Function:
    """`function` with a name for messages, and a hash, whatever it was."""

    def call(z: Array) -> Array:
        return function(z)

    call.__name__ = name
    return call


def _differences(value: Function, z: Array, breaks: Array) -> Array:
    step = np.full_like(z, _STEP)
    if breaks.size:
        nearest = np.abs(z[..., None] - breaks).min(axis=-1)
        step = np.where(nearest > 0.0, np.minimum(step, 0.2 * nearest), step)
    total = np.zeros_like(z)
    for multiple, weight in enumerate(_DIFFERENCES, 1):
        total += weight * (value(z + multiple * step) - value(z - multiple * step))
    return total / step
