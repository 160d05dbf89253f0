"""Layers as data: how to make one, what to feed it, and which outputs are complete sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn.functional import linear


class Conv1D(nn.Module):
    """As Hugging Face's: the weight lies as (inputs, outputs)."""

    def __init__(self, outputs: int, inputs: int) -> None:
        super().__init__()
        self.nf = outputs
        self.weight = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias


@dataclass(frozen=True)
class Case:
    """A layer with one weight, used on one input or two."""

    name: str
    make: Callable[[int], nn.Module]  # by a width, which may be made large
    inputs: Callable[[int], tuple[tuple[int, ...], ...]]  # shapes of an example, for that width
    complete: tuple[slice, ...] = ()  # of the output's last dimensions: no edges
    weight: str = "weight"
    apply: Callable[[nn.Module, Tensor], Tensor] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.name

    def output(self, module: nn.Module, *inputs: Tensor) -> Tensor:
        """What the layer's weight makes of the inputs, edges cut off."""
        out = self.apply(module, *inputs) if self.apply else module(*inputs)
        return out[(..., *self.complete)]


def _convolutions() -> list[Case]:
    cases = []
    for d, size in ((1, 24), (2, 8), (3, 4)):
        layer = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[d - 1]
        for label, options in (
            ("", {}),
            (", stride 2", {"stride": 2}),
            (", dilated", {"dilation": 2, "padding": 2} if d < 3 else {}),
            (", 4 groups", {"groups": 4}),
        ):
            if label == ", dilated" and d == 3:
                continue
            given = {"kernel_size": 3, "padding": 1, "padding_mode": "circular", **options}
            cases.append(
                Case(
                    f"Conv{d}d{label}",
                    lambda w, layer=layer, given=given: layer(w, w // 2, **given),
                    lambda w, d=d, size=size: ((w, *[size] * d),),
                )
            )
        cases.append(
            Case(
                f"Conv{d}d, depthwise",
                lambda w, layer=layer: layer(
                    w, 2 * w, 3, padding=1, padding_mode="circular", groups=w
                ),
                lambda w, d=d, size=size: ((w, *[size] * d),),
            )
        )
    return cases


def _transposed() -> list[Case]:
    cases = []
    for d, size in ((1, 24), (2, 8), (3, 5)):
        layer = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)[d - 1]
        for label, stride, groups in (
            ("", 1, 1),
            (", stride 2", 2, 1),
            (", stride 3 over 4 taps", 3, 1),
            (", 4 groups", 1, 4),
            (", stride 2, depthwise", 2, 0),
        ):
            # From tap k − 1 on an output has met all the inputs it can; a whole number of strides.
            inner = (slice(3, 3 + stride * (size - 3)),) * d
            cases.append(
                Case(
                    f"ConvTranspose{d}d{label}",
                    lambda w, layer=layer, stride=stride, groups=groups: layer(
                        w, 2 * w, 4, stride=stride, groups=groups or w
                    ),
                    lambda w, d=d, size=size: ((w, *[size] * d),),
                    inner,
                )
            )
    return cases


def _packed(module: nn.Module, x: Tensor, name: str, part: int, parts: int) -> Tensor:
    return linear(x, getattr(module, name)).chunk(parts, dim=-1)[part]


def _recurrent(label: str, make: Callable[[int], nn.Module], gates: int) -> list[Case]:
    suffix = "" if "Cell" in label else "_l0"
    return [
        Case(
            f"{label}, {name}, gate {gate}",
            make,
            lambda w, name=name: ((w // 2 if "ih" in name else w,),),
            weight=f"{name}{suffix}",
            apply=lambda m, x, name=name, gate=gate: _packed(m, x, f"{name}{suffix}", gate, gates),
        )
        for name in ("weight_ih", "weight_hh")
        for gate in {0, gates - 1}
    ]


def _attention() -> list[Case]:
    packed = [
        Case(
            f"MultiheadAttention, {role}",
            lambda w: nn.MultiheadAttention(w, 4),
            lambda w: ((w,),),
            weight="in_proj_weight",
            apply=lambda m, x, part=part: _packed(m, x, "in_proj_weight", part, 3),
        )
        for part, role in enumerate(("query", "key", "value"))
    ]
    apart = [
        Case(
            f"MultiheadAttention, {name}",
            lambda w: nn.MultiheadAttention(w, 4, kdim=w // 2, vdim=w // 3),
            lambda w, by=by: ((w // by,),),
            weight=name,
            apply=lambda m, x, name=name: linear(x, getattr(m, name)),
        )
        for name, by in (("q_proj_weight", 1), ("k_proj_weight", 2), ("v_proj_weight", 3))
    ]
    out = Case(
        "MultiheadAttention, out_proj",
        lambda w: nn.MultiheadAttention(w, 4),
        lambda w: ((w,),),
        weight="out_proj.weight",
        apply=lambda m, x: m.out_proj(x),
    )
    return [*packed, *apart, out]


CASES: tuple[Case, ...] = (
    Case("Linear", lambda w: nn.Linear(w, 2 * w), lambda w: ((w,),)),
    Case("Linear, no bias", lambda w: nn.Linear(w, w, bias=False), lambda w: ((w,),)),
    Case("Conv1D", lambda w: Conv1D(2 * w, w), lambda w: ((w,),)),
    Case(
        "Linear before GLU",
        lambda w: nn.Sequential(nn.Linear(w, 2 * w), nn.GLU()),
        lambda w: ((w,),),
        weight="0.weight",
        apply=lambda m, x: m[0](x).chunk(2, dim=-1)[1],
    ),
    Case(
        "Bilinear",
        lambda w: nn.Bilinear(w, w // 2, 2 * w),
        lambda w: ((w,), (w // 2,)),
    ),
    *_convolutions(),
    *_transposed(),
    *_recurrent("RNN", lambda w: nn.RNN(w // 2, w), 1),
    *_recurrent("LSTM", lambda w: nn.LSTM(w // 2, w, bidirectional=True), 4),
    *_recurrent("GRU", lambda w: nn.GRU(w // 2, w), 3),
    *_recurrent("LSTMCell", lambda w: nn.LSTMCell(w // 2, w), 4),
    *_recurrent("GRUCell", lambda w: nn.GRUCell(w // 2, w), 3),
    Case(
        "LSTM with a projection",
        lambda w: nn.LSTM(w, w, proj_size=w // 2),
        lambda w: ((w,),),
        weight="weight_hr_l0",
        apply=lambda m, x: linear(x, m.weight_hr_l0),
    ),
    *_attention(),
)
