"""What ATen's operations are in our words: tables from their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atanh, inf, log, sqrt
from typing import Any

# An activation's slope is below 5 % of its largest beyond these |z|.
# tanh: 1 − a² < 0.05. sigmoid: a (1 − a) < 0.05/4, so a > (1 + √0.95) / 2, z = log(a / (1 − a)).
TANH_SATURATED = atanh(sqrt(0.95))
SIGMOID_SATURATED = log((1 + sqrt(0.95)) / (1 - sqrt(0.95)))


@dataclass(frozen=True)
class Applied:
    """An activation as it was applied: where its slope is 0, and where it is saturated."""

    name: str
    flat_below: float | None = None  # slope 0 at and below
    flat_above: float = inf  # slope 0 at and above
    saturated_below: float | None = None
    saturated_above: float = inf


def _given(args: Sequence[Any], kwargs: dict[str, Any], place: int, name: str, default: Any) -> Any:
    if len(args) > place:
        return args[place]
    return kwargs.get(name, default)


def _relu(args: Sequence[Any], kwargs: dict[str, Any]) -> Applied:
    return Applied("relu", flat_below=0.0)


def _hard_tanh(args: Sequence[Any], kwargs: dict[str, Any]) -> Applied:
    low = float(_given(args, kwargs, 1, "min_val", -1.0))
    high = float(_given(args, kwargs, 2, "max_val", 1.0))
    name = {(-1.0, 1.0): "hard_tanh", (0.0, 6.0): "relu6"}.get((low, high), "hardtanh")
    return Applied(name, low, high, low, high)


def _clamp(args: Sequence[Any], kwargs: dict[str, Any]) -> Applied | None:
    low = _given(args, kwargs, 1, "min", None)
    high = _given(args, kwargs, 2, "max", None)
    if not all(bound is None or isinstance(bound, int | float) for bound in (low, high)):
        return None
    if low == 0 and high is None:
        return Applied("relu", flat_below=0.0)
    if low is None or high is None:
        return None
    return _hard_tanh((None, low, high), {})


def _threshold(args: Sequence[Any], kwargs: dict[str, Any]) -> Applied:
    edge = float(_given(args, kwargs, 1, "threshold", 0.0))
    value = float(_given(args, kwargs, 2, "value", 0.0))
    return Applied("relu" if edge == value == 0 else "threshold", flat_below=edge)


def _elu(args: Sequence[Any], kwargs: dict[str, Any]) -> Applied:
    scale = float(_given(args, kwargs, 2, "scale", 1.0))
    return Applied("selu" if abs(scale - 1.0507009873554805) < 1e-6 else "elu")


def _gelu(args: Sequence[Any], kwargs: dict[str, Any]) -> Applied:
    return Applied("gelu_tanh" if kwargs.get("approximate", "none") == "tanh" else "gelu")


def _always(applied: Applied) -> Callable[[Sequence[Any], dict[str, Any]], Applied]:
    return lambda args, kwargs: applied


ACTIVATIONS: dict[str, Callable[[Sequence[Any], dict[str, Any]], Applied | None]] = {
    "relu": _relu,
    "hardtanh": _hard_tanh,
    "clamp": _clamp,
    "clamp_min": _clamp,
    "threshold": _threshold,
    "elu": _elu,
    "gelu": _gelu,
    "tanh": _always(
        Applied("tanh", saturated_below=-TANH_SATURATED, saturated_above=TANH_SATURATED)
    ),
    "sigmoid": _always(
        Applied("sigmoid", saturated_below=-SIGMOID_SATURATED, saturated_above=SIGMOID_SATURATED)
    ),
    "hardsigmoid": _always(Applied("hardsigmoid", -3.0, 3.0, -3.0, 3.0)),
    "hardswish": _always(Applied("hardswish", flat_below=-3.0)),
    "leaky_relu": _always(Applied("leaky_relu")),
    "rrelu_with_noise": _always(Applied("rrelu")),
    "_prelu_kernel": _always(Applied("prelu")),
    "celu": _always(Applied("celu")),
    "silu": _always(Applied("silu")),
    "mish": _always(Applied("mish")),
    "softplus": _always(Applied("softplus")),
    "log_sigmoid_forward": _always(Applied("log_sigmoid")),
    "sin": _always(Applied("sin")),
    "cos": _always(Applied("cos")),
}

# Each value is the place of the argument that says whether the batch's own statistics are used,
# or None where they always are.
NORMALIZATIONS: dict[str, int | None] = {
    "native_layer_norm": None,
    "native_group_norm": None,
    "_fused_rms_norm": None,
    "native_batch_norm": 5,
    "cudnn_batch_norm": 5,
    "miopen_batch_norm": 5,
    "_native_batch_norm_legit": 5,
    "_batch_norm_with_update": None,
    "_batch_norm_no_update": 5,
    "batch_norm": 5,
    "layer_norm": None,
    "group_norm": None,
    "instance_norm": 5,
    "rms_norm": None,
}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The same elements in another arrangement; where the count changes, a part of them.
VIEWS = _names(
    "view _unsafe_view reshape transpose t permute squeeze unsqueeze flatten unflatten "
    "contiguous clone detach alias lift_fresh movedim swapaxes slice select split unsafe_split "
    "split_with_sizes chunk unbind expand narrow as_strided _reshape_alias view_as "
    "unsafe_chunk roll flip"
)
# Elementwise and linear: an activation after them still is the layer's.
SCALINGS = _names("dropout native_dropout _to_copy to")
POOLS = _names(
    "max_pool1d max_pool2d max_pool1d_with_indices max_pool2d_with_indices "
    "max_pool3d_with_indices mkldnn_max_pool2d adaptive_max_pool2d adaptive_max_pool3d avg_pool1d "
    "avg_pool2d avg_pool3d adaptive_avg_pool1d _adaptive_avg_pool2d _adaptive_avg_pool3d"
)

MATRIX_PRODUCTS = _names("mm addmm bmm baddbmm mv addmv linear matmul _addmm_activation")
CONVOLUTIONS = _names("convolution convolution_overrideable _convolution")
# Operations that use a weight in a way whose signal is not measured.
FUSED = _names(
    "mkldnn_rnn_layer lstm gru rnn_tanh rnn_relu _trilinear _cudnn_rnn miopen_rnn "
    "_transformer_encoder_layer_fwd _native_multi_head_attention _embedding_bag "
    "_embedding_bag_forward_only dot vdot _sparse_mm mkldnn_linear conv2d conv1d conv3d"
)
