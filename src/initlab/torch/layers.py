"""What PyTorch's layers do: a table from types of modules to descriptions of their parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd

from initlab.errors import UserCodeError
from initlab.initializers import fans
from initlab.torch.described import Described

Describe = Callable[[Any], Sequence[Described]]

EMBEDDING = ("embedding",)
QUERY_KEY_VALUE = (("query",), ("key",), ("value",))
# Roles of a recurrent layer's tensors, by how their names begin. The two biases are added.
RECURRENT_ROLES = {
    "weight_ih": "input",
    "weight_hh": "recurrent",
    "weight_hr": "projection",
    "bias_ih": "bias",
    "bias_hh": "recurrent_bias",
}


@dataclass(frozen=True)
class LayerType:
    """A type of module, and a function that describes a module's own parameters."""

    type: type[nn.Module]
    describe: Describe


def _linear(module: nn.Linear) -> list[Described]:
    return [Described("weight", "weight", fans.dense(module.weight.shape)), BIAS]


def _bilinear(module: nn.Bilinear) -> list[Described]:
    return [Described("weight", "weight", fans.bilinear(module.weight.shape)), BIAS]


def _convolution(module: _ConvNd) -> list[Described]:
    shape = tuple(module.weight.shape)
    found = fans.convolution(shape, groups=module.groups, stride=module.stride)
    return [Described("weight", "weight", found, groups=module.groups), BIAS]


def _transposed(module: _ConvTransposeNd) -> list[Described]:
    plain = Described("weight", "weight", swapped=True, groups=module.groups)
    found = fans.transposed_convolution(
        plain.shape(tuple(module.weight.shape)), groups=module.groups, stride=module.stride
    )
    return [replace(plain, fans=found), BIAS]


def _embedding(module: nn.Embedding) -> list[Described]:
    found = fans.embedding(module.weight.shape)
    return [Described("weight", "embedding", found, EMBEDDING, zero_row=module.padding_idx)]


def _bag(module: nn.EmbeddingBag) -> list[Described]:
    found = fans.embedding(module.weight.shape)
    note = "" if module.mode == "max" else f"fans of a bag of one; the {module.mode} over more"
    row = module.padding_idx
    return [Described("weight", "embedding", found, EMBEDDING, zero_row=row, note=note)]


def _recurrent(module: nn.RNNBase | nn.RNNCellBase) -> list[Described]:
    described = []
    for field, value in module.named_parameters(recurse=False):
        role = next(role for start, role in RECURRENT_ROLES.items() if field.startswith(start))
        if field.startswith("bias"):
            described.append(Described(field, "bias", roles=(role,)))
            continue
        # Rows are packed gate by gate: 4 in an LSTM, 3 in a GRU; a projection has none.
        gates = 1 if role == "projection" else value.shape[0] // module.hidden_size
        described.append(Described(field, "weight", fans.packed(value.shape, gates), (role,)))
    return described


def _attention(module: nn.MultiheadAttention) -> list[Described]:
    described = [
        Described("in_proj_bias", "bias"),
        # Tokens that are learned and appended to the keys and the values.
        Described("bias_k", "bias"),
        Described("bias_v", "bias"),
    ]
    if module.in_proj_weight is not None:
        found = fans.packed(module.in_proj_weight.shape, 3)
        packed = Described("in_proj_weight", "weight", found, part_roles=QUERY_KEY_VALUE)
        return [packed, *described]
    apart = zip(("q", "k", "v"), QUERY_KEY_VALUE, strict=True)
    return [
        Described(
            f"{letter}_proj_weight",
            "weight",
            fans.dense(getattr(module, f"{letter}_proj_weight").shape),
            roles,
        )
        for letter, roles in apart
    ] + described


def _norm(module: nn.Module) -> list[Described]:
    return [Described("weight", "norm scale"), Described("bias", "norm shift")]


def _prelu(module: nn.PReLU) -> list[Described]:
    return [Described("weight", "other", default=float(module.init), note="slope below 0")]


def _hugging_face(module: nn.Module) -> list[Described]:
    """Hugging Face's Conv1D: a dense layer whose weight is stored as (inputs, outputs)."""
    inputs, outputs = module.weight.shape  # type: ignore[misc]  # of that layer
    found = fans.dense((outputs, inputs))
    return [Described("weight", "weight", found, swapped=True), BIAS]


BIAS = Described("bias", "bias")

TABLE = (
    LayerType(nn.Linear, _linear),
    LayerType(nn.Bilinear, _bilinear),
    LayerType(_ConvNd, _convolution),
    LayerType(_ConvTransposeNd, _transposed),
    LayerType(nn.Embedding, _embedding),
    LayerType(nn.EmbeddingBag, _bag),
    LayerType(nn.RNNBase, _recurrent),
    LayerType(nn.RNNCellBase, _recurrent),
    LayerType(nn.MultiheadAttention, _attention),
    LayerType(_NormBase, _norm),
    LayerType(nn.LayerNorm, _norm),
    LayerType(nn.GroupNorm, _norm),
    LayerType(nn.RMSNorm, _norm),
    LayerType(nn.PReLU, _prelu),
)
_DESCRIBE: dict[type, Describe] = {record.type: record.describe for record in TABLE}


def register(layer: type[nn.Module], describe: Describe) -> None:
    """Tell initlab what a layer of your own does.

    Args:
        layer: its type; subclasses inherit the description.
        describe: from a module to a `Described` for each parameter of its own. Parameters it does
            not name are left alone and reported.
    Raises: UserCodeError: `layer` is not a type of module, or `describe` cannot be called.

    >>> from torch import nn
    >>> from initlab.initializers import fans
    >>> class Shared(nn.Linear): ...
    >>> register(Shared, lambda m: [Described("weight", "weight", fans.dense(m.weight.shape))])
    """
    if not (isinstance(layer, type) and issubclass(layer, nn.Module) and callable(describe)):
        raise UserCodeError(
            f"register takes a subclass of torch.nn.Module and a function; got {layer!r} "
            f"and {describe!r}."
        )
    _DESCRIBE[layer] = describe


def describe(module: nn.Module) -> tuple[Described, ...] | None:
    """What the parameters of a module's own do; None: a type that is not in the table."""
    for layer in type(module).__mro__:
        if layer in _DESCRIBE:
            return tuple(_DESCRIBE[layer](module))
    if type_name(module) == "Conv1D" and hasattr(module, "nf"):
        return tuple(_hugging_face(module))
    return None


def type_name(module: nn.Module) -> str:
    """The name of a module's type, without what a parametrization makes of it."""
    return own_type(module).__name__


def own_type(module: nn.Module) -> type:
    """A module's type before a parametrization replaced it by a subclass."""
    kind = type(module)
    return kind.__mro__[1] if kind.__module__ == "torch.nn.utils.parametrize" else kind
