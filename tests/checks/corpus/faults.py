"""Faults to put into a healthy model, and what a check has to say of each.

A fault is *named* if a finding that is no symptom has one of its codes, and *located* if that
finding's weight or layer is one that the fault was put into. A fault of the whole model is located
wherever the finding lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tests.checks.corpus.record import Architecture, Case

SIGNAL = ("SCL001", "SCL002", "SCL004")
TRANSPOSED = nn.ConvTranspose1d | nn.ConvTranspose2d
GRADIENT = ("GRD001", "GRD002", "GRD003")


@dataclass(frozen=True)
class Fault:
    """A way to spoil a start."""

    name: str
    codes: tuple[str, ...]
    fits: Callable[[Architecture], bool]
    # Spoils the model in place; names of the tensors it was put into, or none for all of it.
    inject: Callable[[Case, Architecture, np.random.Generator], tuple[str, ...]]
    learning_rate: float | None = None
    repairable: bool = True  # by a fix


@dataclass(frozen=True)
class Found:
    """What a check said of a fault."""

    named: bool
    located: bool

    @property
    def both(self) -> bool:
        return self.named and self.located


def found(fault: Fault, places: Iterable[str], findings: Iterable[Any]) -> Found:
    """Whether the findings name and locate a fault that was put into `places`."""
    named = [finding for finding in findings if finding.code in fault.codes]
    places = set(places)
    layers = {name.rpartition(".")[0] for name in places}
    located = not places or any(f.weight in places or f.layer in layers for f in named)
    return Found(bool(named), bool(named) and located)


def weight(model: nn.Module, name: str) -> Tensor:
    """A parameter, without its gradient's history."""
    return dict(model.named_parameters())[name].data


def matrices(model: nn.Module) -> list[tuple[str, Tensor]]:
    """Every weight that a layer multiplies by."""
    return [
        (name, value.data)
        for name, value in model.named_parameters()
        if value.dim() > 1 and name.rpartition(".")[2].startswith(("weight", "in_proj"))
    ]


def one_of(names: Iterable[str], rng: np.random.Generator) -> str:
    return str(rng.choice(list(names)))


def mixing(model: nn.Module, at: Architecture) -> list[str]:
    """Weights whose units all see the same inputs; those of a depthwise convolution do not."""
    names = at.hidden + at.normalized
    return [name for name in names if getattr(_layer(model, name), "groups", 1) == 1]


def anywhere(architecture: Architecture) -> bool:
    return bool(architecture.hidden or architecture.normalized)


def scaled(architecture: Architecture) -> bool:
    return bool(architecture.hidden) and architecture.activation is not None


def trait(name: str) -> Callable[[Architecture], bool]:
    return lambda architecture: name in architecture.traits


def zero_weights(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    name = one_of(at.hidden + at.normalized, rng)
    weight(case.model, name).zero_()
    return (name,)


def all_zeros(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    for _, value in matrices(case.model):
        value.zero_()
    return ()


def constant(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    name = one_of(mixing(case.model, at), rng)
    value = weight(case.model, name)
    value.fill_(value.square().mean().sqrt())
    _same_biases(case.model, name)
    return (name,)


def alike_units(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    name = one_of(mixing(case.model, at), rng)
    value = weight(case.model, name)
    swapped = isinstance(_layer(case.model, name), TRANSPOSED)
    rows = value.transpose(0, 1) if swapped else value
    half = len(rows) // 2
    rows[half : 2 * half] = rows[:half].clone()
    _same_biases(case.model, name)
    return (name,)


def cloned(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    assert at.alike is not None
    first, second = at.alike
    weight(case.model, second).copy_(weight(case.model, first))
    return at.alike


def times(factor: float) -> Callable[..., tuple[str, ...]]:
    def inject(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
        name = one_of(at.hidden, rng)
        weight(case.model, name).mul_(factor)
        return (name,)

    return inject


def all_normal(std: float) -> Callable[..., tuple[str, ...]]:
    def inject(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
        for _, value in matrices(case.model):
            _fill(value, rng, std)
        return ()

    return inject


def all_times(factor: float) -> Callable[..., tuple[str, ...]]:
    def inject(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
        for _, value in matrices(case.model):
            value.mul_(factor)
        return ()

    return inject


def torch_default(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    _reset(case.model, rng, nn.Linear | nn.Conv2d)
    return tuple(name for name, _ in matrices(case.model))


def packed(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    return tuple(
        f"{name}.in_proj_weight"
        for name, _ in _reset(
            case.model, rng, nn.MultiheadAttention, lambda m: m._reset_parameters()
        )
    )


def copied_layers(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    layers = next(m for m in case.model.modules() if isinstance(m, nn.TransformerEncoder)).layers
    for layer in layers[1:]:
        layer.load_state_dict(layers[0].state_dict())
    places = [
        name
        for name, value in case.model.named_parameters()
        if ".layers." in name and value.dim() > 1
    ]
    return tuple(places)


def depthwise(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    """`kaiming_normal_(mode="fan_out")`, as torchvision starts MobileNet: groups are not seen."""
    places = []
    for name, module in case.model.named_modules():
        if isinstance(module, nn.Conv1d | nn.Conv2d) and module.groups > 1:
            value = module.weight.data
            _fill(value, rng, (2 / (value.shape[0] * value[0, 0].numel())) ** 0.5)
            places.append(f"{name}.weight")
    return tuple(places)


def transposed(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    """`kaiming_normal_` takes the outputs of a transposed convolution for its inputs."""
    places = []
    for name, module in case.model.named_modules():
        if isinstance(module, TRANSPOSED):
            value = module.weight.data
            _fill(value, rng, (2 / (value.shape[1] * value[0, 0].numel())) ** 0.5)
            places.append(f"{name}.weight")
    return tuple(places)


def large_head(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    """Outputs 30 times as large as Xavier's head makes them of features of mean square 1."""
    assert at.head is not None
    value = weight(case.model, at.head)
    _fill(value, rng, value[0].numel() ** -0.5)
    with torch.no_grad(), torch.random.fork_rng([]):
        output = case.model(*case.batch) if isinstance(case.batch, tuple) else _run(case)
        value.mul_(30 / output.square().mean().sqrt())
    return (at.head,)


def silent(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    name = one_of(at.hidden, rng)
    bias = name.replace("weight", "bias")
    weight(case.model, bias).fill_(-10)
    return (name, bias)


def wide_embedding(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    """As `nn.Embedding` starts it."""
    _fill(weight(case.model, "embed.weight"), rng, 1.0)
    return ("embed.weight", "head.weight")


def unscaled(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    places = []
    for name, module in case.model.named_modules():
        if hasattr(module, "alpha"):
            module.alpha.data.fill_(1)
            branches = [branch for branch, _ in module.named_children()]
            for branch in branches:
                value = getattr(module, branch).weight.data
                _fill(value, rng, (2 / value[0].numel()) ** 0.5)
            places += [f"{name}.alpha", *(f"{name}.{branch}.weight" for branch in branches)]
    return tuple(places)


def not_finite(number: float) -> Callable[..., tuple[str, ...]]:
    def inject(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
        name = one_of([name for name, _ in matrices(case.model)], rng)
        value = weight(case.model, name).view(-1)
        value[int(rng.integers(len(value)))] = number
        return (name,)

    return inject


def heaped(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    """A truncated normal drawn in bfloat16: uniform ±1 becomes ±∞ and then the bound, ±2."""
    name = one_of(at.normalized, rng)
    case.model.bfloat16()
    value = weight(case.model, name)
    uniform = torch.from_numpy(rng.uniform(-1, 1, tuple(value.shape))).bfloat16()
    value.copy_((0.02 * 2**0.5 * uniform.erfinv()).clamp_(-2, 2))
    return (name,)


def no_forget_bias(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    return tuple(f"{name}.bias_ih_l0" for name, _ in _reset(case.model, rng, nn.LSTM))


def nothing(case: Case, at: Architecture, rng: np.random.Generator) -> tuple[str, ...]:
    return ()


def _fill(value: Tensor, rng: np.random.Generator, std: float) -> None:
    value.copy_(torch.from_numpy(std * rng.standard_normal(tuple(value.shape))))


def _run(case: Case) -> Tensor:
    if isinstance(case.batch, dict):
        return case.model(**case.batch).logits
    return case.model(case.batch)


def _layer(model: nn.Module, name: str) -> nn.Module:
    return model.get_submodule(name.rpartition(".")[0])


def _same_biases(model: nn.Module, name: str) -> None:
    bias = getattr(_layer(model, name), "bias", None)
    if bias is not None:
        bias.data.zero_()


def _reset(
    model: nn.Module,
    rng: np.random.Generator,
    kind: Any,
    reset: Callable[[Any], None] = lambda module: module.reset_parameters(),
) -> list[tuple[str, nn.Module]]:
    """PyTorch's own start for every module of a kind."""
    modules = [(name, m) for name, m in model.named_modules() if isinstance(m, kind)]
    with torch.random.fork_rng([]):
        torch.manual_seed(int(rng.integers(2**31)))
        for _, module in modules:
            reset(module)
    return modules


FAULTS = (
    Fault("zero weights of a layer", ("SYM001",), anywhere, zero_weights),
    Fault("all weights zero", ("SYM001",), anywhere, all_zeros),
    Fault("constant weights", ("SYM002",), anywhere, constant),
    Fault("identical units", ("SYM002",), anywhere, alike_units),
    Fault("a layer cloned", ("SYM003",), lambda at: at.alike is not None, cloned),
    Fault(
        "nn.TransformerEncoder's copies", ("SYM003",), trait("nn.TransformerEncoder"), copied_layers
    ),
    Fault("a layer × 20", (*SIGNAL, "ACT002"), scaled, times(20)),
    # In a row of fewer than four layers ÷ 20 is within what recipes in use do: N(0, .02²) at width
    # 32 is a variance 200 times below He's.
    Fault("a layer ÷ 20", SIGNAL, trait("deep"), times(1 / 20)),
    Fault(
        "all N(0, 1)",
        (*SIGNAL, *GRADIENT, "ACT002", "HED001"),
        scaled,
        all_normal(1.0),
    ),
    Fault("all N(0, .01²)", (*SIGNAL, *GRADIENT, "COL001"), trait("deep"), all_normal(0.01)),
    Fault("all × .1", (*SIGNAL, *GRADIENT, "COL001"), trait("deep"), all_times(0.1)),
    Fault("PyTorch's default in a ReLU stack", ("TRP001",), trait("relu stack"), torch_default),
    Fault("packed query, key and value", ("TRP002",), trait("multihead"), packed),
    Fault("depthwise fan", ("TRP003",), trait("depthwise"), depthwise),
    Fault("transposed fan", ("TRP004",), trait("transposed"), transposed),
    Fault("head 30 times too large", ("HED001",), lambda at: at.head is not None, large_head),
    Fault(
        "bias −10 before ReLU",
        ("ACT001",),
        lambda at: scaled(at) and at.activation == "relu",
        silent,
    ),
    Fault(
        "saturated tanh",
        ("ACT002",),
        lambda at: scaled(at) and at.activation in ("tanh", "sigmoid"),
        all_times(20),
    ),
    Fault("N(0, 1) embedding, head tied", ("HED003",), trait("tied"), wide_embedding),
    Fault("residual branches unscaled", ("RES001",), trait("skip"), unscaled),
    Fault("NaN", ("SCL003",), anywhere, not_finite(float("nan"))),
    Fault("infinity", ("SCL003",), anywhere, not_finite(float("inf"))),
    Fault("truncated in bfloat16", ("TRP005",), trait("words"), heaped),
    # A note, which a fix leaves to the user.
    Fault(
        "forget gate without bias",
        ("TRP006",),
        trait("lstm"),
        no_forget_bias,
        repairable=False,
    ),
    Fault(
        "learning rate 100 times too large",
        ("STP001",),
        trait("step"),
        nothing,
        learning_rate=30.0,
        repairable=False,
    ),
)
