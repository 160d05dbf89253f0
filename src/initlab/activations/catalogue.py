"""Looking up an activation by name.

`networks/` applies them and `native/activations/` repeats them operation by operation, so the order
of operations written in the families is part of the definition.
"""

from __future__ import annotations

from initlab.activations import even, gated, linear, periodic, rectified, saturating
from initlab.activations.record import Activation
from initlab.errors import unknown_name

# The position in this tuple is the number by which the compiled engine knows an activation:
# append, never reorder.
ALL: tuple[Activation, ...] = (
    linear.LINEAR,
    rectified.RELU,
    saturating.TANH,
    saturating.SIGMOID,
    rectified.LEAKY_RELU,
    rectified.ELU,
    rectified.SELU,
    gated.GELU,
    gated.GELU_TANH,
    gated.SILU,
    rectified.SOFTPLUS,
    gated.MISH,
    periodic.SIN,
    saturating.SOFTSIGN,
    saturating.HARD_TANH,
    rectified.RELU6,
    saturating.HARD_SIGMOID,
    gated.HARD_SWISH,
    gated.QUICK_GELU,
    rectified.LOG_SIGMOID,
    linear.TANHSHRINK,
    linear.SOFTSHRINK,
    linear.HARD_SHRINK,
    rectified.SQUAREPLUS,
    saturating.ARCTAN,
    periodic.COS,
    even.GAUSSIAN,
    even.SQUARE,
    rectified.RELU_SQUARED,
    even.LISHT,
    linear.BENT_IDENTITY,
    periodic.SNAKE,
    saturating.LECUN_TANH,
    saturating.ERF,
    saturating.PENALIZED_TANH,
    periodic.GCU,
    gated.ELISH,
    gated.SERF,
    gated.LOGISH,
    rectified.SMELU,
    gated.TANHEXP,
    saturating.ISRU,
    rectified.ISRLU,
    saturating.SPARSE_SIGMOID,
    even.ABS,
    rectified.SHIFTED_SOFTPLUS,
)
_BY_NAME = {name: entry for entry in ALL for name in (entry.name, *entry.aliases)}


def names() -> tuple[str, ...]:
    """The name of every activation, in catalogue order."""
    return tuple(entry.name for entry in ALL)


def get(name: str) -> Activation:
    """The activation called `name`, or by one of its aliases.

    Raises: UnknownName: there is none; the message names the nearest.

    >>> get("swish").name
    'silu'
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise unknown_name("activation", name, _BY_NAME) from None
