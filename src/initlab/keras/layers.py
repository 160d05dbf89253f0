"""What a Keras layer does with each of its variables: kind, layout and fans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keras import layers

from initlab.initializers import fans as rules
from initlab.initializers.assignment import Kind
from initlab.initializers.axes import Axes
from initlab.initializers.fans import Fans

Shape = tuple[int, ...]

PLAIN = Axes()  # (*kernel, inputs, outputs)
DEPTHWISE = Axes(inputs=(), outputs=(-2, -1))  # (*kernel, channels, outputs of each)
TRANSPOSED = Axes(inputs=(-1,), outputs=(-2,))
GATES = {"SimpleRNNCell": 1, "GRUCell": 3, "LSTMCell": 4, "ConvLSTMCell": 4}
RECURRENT_ROLES = {"kernel": ("input",), "recurrent_kernel": ("recurrent",), "bias": ("bias",)}
PROJECTIONS = ("query", "key", "value", "attention_output")
NORMALIZATIONS = (
    layers.BatchNormalization,
    layers.GroupNormalization,
    layers.LayerNormalization,
    layers.RMSNormalization,
)


@dataclass(frozen=True)
class Use:
    """How a layer uses one variable; without axes it is drawn in the layout it has."""

    kind: Kind
    axes: Axes | None = None
    fans: Fans | None = None
    roles: tuple[str, ...] = ()


def use_of(layer: Any, word: str, shape: Shape) -> Use:
    """What `layer` does with its variable `word`; "other" where nothing is known."""
    if isinstance(layer, NORMALIZATIONS) or word in ("gamma", "beta"):
        words: dict[str, Kind] = {
            "gamma": "norm scale",
            "scale": "norm scale",
            "beta": "norm shift",
        }
        return Use(words.get(word, "other"))
    # A GRU's bias may have two rows, added to each other: no role's law is of that shape.
    cell = type(layer).__name__ in GATES and not (word == "bias" and len(shape) > 1)
    roles = RECURRENT_ROLES.get(word, ()) if cell else ()
    if word in ("bias", "b"):
        return Use("bias", roles=roles)
    if isinstance(layer, layers.Embedding) and word == "embeddings":
        return Use("embedding", None, rules.embedding(shape))
    if word.rpartition("_")[2] in ("kernel", "weight", "w") and len(shape) >= 2:
        axes, fans = _kernel(layer, word, shape)
        return Use("weight", axes, fans, roles)
    return Use("other")


def roles_of(parent: Any, child: str, kind: Kind) -> tuple[str, ...]:
    """The role of the weight of a layer inside of attention."""
    attention = isinstance(parent, layers.MultiHeadAttention | layers.GroupQueryAttention)
    return (child,) if attention and child in PROJECTIONS and kind == "weight" else ()


def _kernel(layer: Any, word: str, shape: Shape) -> tuple[Axes, Fans]:
    """Layout and fans of the weight `word` of a layer."""
    if isinstance(layer, layers.EinsumDense):
        axes = _einsum(layer.equation)
        return axes, axes.fans(shape)
    if isinstance(layer, layers.Conv1D | layers.Conv2D | layers.Conv3D):
        return PLAIN, rules.convolution(
            PLAIN.canonical(shape), groups=layer.groups, stride=layer.strides
        )
    if isinstance(layer, layers.Conv1DTranspose | layers.Conv2DTranspose | layers.Conv3DTranspose):
        return TRANSPOSED, rules.transposed_convolution(
            TRANSPOSED.canonical(shape), stride=layer.strides
        )
    separable = isinstance(layer, layers.SeparableConv1D | layers.SeparableConv2D)
    if (separable and word == "depthwise_kernel") or isinstance(
        layer, layers.DepthwiseConv1D | layers.DepthwiseConv2D
    ):
        return DEPTHWISE, rules.convolution(
            DEPTHWISE.canonical(shape), groups=shape[-2], stride=_each(layer.strides, shape)
        )
    gates = GATES.get(type(layer).__name__)
    if gates is not None:
        return PLAIN, rules.packed(PLAIN.canonical(shape), gates)
    return PLAIN, PLAIN.fans(shape)


def _each(strides: int | Sequence[int], shape: Shape) -> tuple[int, ...]:
    """A stride for each axis of the kernel; a separable layer may hold a single one."""
    return (strides,) * (len(shape) - 2) if isinstance(strides, int) else tuple(strides)


def _einsum(equation: str) -> Axes:
    """The axes of the kernel in `x,kernel->y`."""
    operands, _, result = equation.partition("->")
    given, _, kernel = operands.partition(",")
    inputs = (n for n, letter in enumerate(kernel) if letter in given and letter not in result)
    outputs = (n for n, letter in enumerate(kernel) if letter not in given)
    batch = (n for n, letter in enumerate(kernel) if letter in given and letter in result)
    return Axes(tuple(inputs), tuple(outputs), tuple(batch))
