"""The first loss, and the lowest that an output which ignores the example could reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass, replace
from math import isfinite, log
from typing import Any

import numpy as np
import torch
from torch import Tensor

from initlab.checks.probe_torch.quick_mode import QuickMode
from initlab.checks.snapshot import Loss
from initlab.elementary import Array
from initlab.errors import UserCodeError
from initlab.streams import words

LossFunction = Callable[[Any], Tensor]

EVALUATIONS = 60
ELEMENTS = 1 << 26  # of outputs over all evaluations of the user's loss
GAIN = 1e-3  # what a further step may gain at the bottom, as a share of the loss
# How an output that its last operation keeps within bounds is made from one without bounds, and
# the way back for the mean output.
LINKS: dict[str, tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]] = {
    "_log_softmax": (lambda row: row.log_softmax(-1), lambda mean: mean),
    "_softmax": (lambda row: row.softmax(-1), lambda mean: mean.clamp_min(1e-12).log()),
    "sigmoid": (torch.sigmoid, lambda mean: mean.clamp(1e-6, 1 - 1e-6).logit()),
    "tanh": (torch.tanh, lambda mean: mean.clamp(-1 + 1e-6, 1 - 1e-6).atanh()),
}


@dataclass(frozen=True)
class Classes:
    """A cross-entropy that was computed: its value, and the best constant's."""

    value: float
    lowest: float
    classes: int


class CrossEntropies(QuickMode):
    """Notes every cross-entropy of a log-softmax by class numbers."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.seen: list[Classes] = []
        self._log_softmax: set[int] = set()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        out = func(*args, **(kwargs or {}))
        self.look(func._schema.name.partition("::")[2], args, out)
        return out

    def look(self, name: str, args: Any, out: Any) -> None:
        """Note an operation that has been done."""
        if name == "_log_softmax":
            self._log_softmax.add(out.data_ptr())
        elif name in ("nll_loss_forward", "nll_loss2d_forward"):
            predicted, target, weight, reduction, ignored = args[:5]
            # 1 is the mean; a sum or one value for each example is left to the user's function.
            if reduction == 1 and predicted.data_ptr() in self._log_softmax:
                self._note(predicted, target, weight, ignored, float(out[0]))

    def _note(
        self, predicted: Tensor, target: Tensor, weight: Tensor | None, ignored: int, value: float
    ) -> None:
        classes = predicted.shape[1] if predicted.dim() > 1 else predicted.shape[0]
        valid = target[target != ignored]
        counts = torch.bincount(valid.reshape(-1), minlength=classes).double()
        if weight is not None:
            counts = counts * weight.double()
        share = counts[counts > 0] / counts.sum()
        # The best constant predicts the shares themselves: their entropy.
        self.seen.append(Classes(value, float(-(share * share.log()).sum()), classes))


def primary(output: Any) -> Tensor | None:
    """The tensor that a structured output is about: its logits, or the first floating one."""
    if isinstance(output, Tensor):
        return output if output.is_floating_point() else None
    logits = _item(output, "logits")
    if isinstance(logits, Tensor):
        return logits
    if is_dataclass(output) and not isinstance(output, Mapping):
        parts: Any = [getattr(output, name) for name in output.__dataclass_fields__]
    else:
        parts = output.values() if isinstance(output, Mapping) else output
    if not isinstance(parts, str) and hasattr(parts, "__iter__"):
        for part in parts:
            found = primary(part)
            if found is not None and (found.dim() > 0 or len(list(parts)) == 1):
                return found
    return None


def own_loss(output: Any) -> Tensor | None:
    """The loss that the model computed by itself, as `output.loss`."""
    loss = None if isinstance(output, Tensor) else _item(output, "loss")
    return loss if isinstance(loss, Tensor) and loss.numel() == 1 else None


def _item(output: Any, name: str) -> Any:
    return output.get(name) if isinstance(output, Mapping) else getattr(output, name, None)


def scalar(loss: LossFunction, output: Any) -> Tensor:
    """The user's loss of an output.

    Raises: UserCodeError: it is no scalar tensor.
    """
    value = loss(output)
    if not isinstance(value, Tensor) or value.numel() != 1:
        shown = tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
        raise UserCodeError(
            f"A loss should return a tensor with one element; got {shown}. Take its mean."
        )
    return value.reshape(())


def cotangent(output: Tensor, seed: int) -> Tensor:
    """Σ c · y / examples for fixed standard-normal-like c: a stand-in for a loss."""
    drawn = words(seed, "check/cotangent", 0, output.numel())
    # Uniform with variance 1.
    values = (drawn.astype(np.float64) / 2**31 - 1) * np.sqrt(3)
    c = torch.from_numpy(values).reshape(output.shape).to(output.device, output.dtype)
    return (c * output).sum() / max(1, output.shape[0] if output.dim() else 1)


def judged(
    value: Tensor,
    loss: LossFunction | None,
    output: Any,
    entropies: CrossEntropies,
    operation: str | None,
    unit_dim: int,
) -> tuple[Loss, str | None]:
    """The record of a loss, and why its lowest value is not known, if it is not."""
    first = float(value.detach())
    for seen in entropies.seen:
        if abs(seen.value - first) <= 1e-5 * abs(first):
            return Loss(first, seen.lowest, log(seen.classes), seen.classes), None
    if loss is None:
        why = (
            "The model's own loss is no plain cross-entropy, so the lowest loss of a constant "
            "output is not known."
        )
        return Loss(first, None), why
    tensor = primary(output)
    if tensor is None or tensor.numel() == 0:
        return Loss(first, None), "The output holds no tensor of real numbers to replace."
    try:
        lowest = _lowest(loss, output, tensor.detach(), operation, unit_dim)
    except Exception as error:
        return Loss(
            first, None
        ), f"The loss of a constant output could not be computed ({error!r})."
    if lowest is None:
        return Loss(first, None), "No lowest loss of a constant output was found."
    return Loss(first, lowest), None


def _lowest(
    loss: LossFunction, output: Any, tensor: Tensor, operation: str | None, unit_dim: int
) -> float | None:
    evaluations = min(EVALUATIONS, ELEMENTS // tensor.numel())
    if evaluations < 10:
        return None
    dtype = torch.float64 if tensor.dtype == torch.float64 else torch.float32
    forward, back = LINKS.get(operation or "", (lambda row: row, lambda mean: mean))
    dim = unit_dim % tensor.dim() if tensor.dim() > 1 else None
    rows = tensor.to(dtype) if dim is None else tensor.to(dtype).movedim(dim, -1).flatten(0, -2)
    mean = rows.mean().reshape(1) if dim is None else rows.mean(0)
    start = back(mean)

    def constant(row: Tensor) -> Tensor:
        shown = forward(row)
        if dim is not None:
            shown = shown.reshape([-1 if d == dim else 1 for d in range(tensor.dim())])
        return shown.expand(tensor.shape).to(tensor.dtype)

    def value_and_slope(numbers: Array) -> tuple[float, Array]:
        row = torch.from_numpy(numbers).to(start).requires_grad_(True)
        value = scalar(loss, _with(output, constant(row)))
        (slope,) = torch.autograd.grad(value, [row])
        return float(value.detach()), slope.double().numpy()

    from scipy.optimize import minimize

    found = minimize(
        value_and_slope,
        start.double().numpy(),
        jac=True,
        method="L-BFGS-B",
        options={"maxfun": evaluations, "gtol": 1e-6},
    )
    lowest = float(found.fun)
    # At the bottom, also of a kink, a step downhill gains nothing. It is large enough to be seen in
    # single precision.
    step = max(1.0, 0.1 * float(np.linalg.norm(found.x)))
    downhill = found.x - step * found.jac / max(float(np.linalg.norm(found.jac)), 1e-30)
    gain = lowest - value_and_slope(downhill)[0]
    first = value_and_slope(start.double().numpy())[0]
    return lowest if isfinite(lowest) and gain <= GAIN * max(1.0, abs(first)) else None


def _with(output: Any, tensor: Tensor) -> Any:
    """An output with another tensor in the place of its primary one."""
    old = primary(output)
    if isinstance(output, Tensor):
        return tensor
    if isinstance(output, tuple | list):
        parts = [tensor if part is old else part for part in output]
        return type(output)(*parts) if hasattr(output, "_fields") else type(output)(parts)
    if isinstance(output, Mapping):
        changed = {key: tensor if part is old else part for key, part in output.items()}
        return type(output)(**changed) if is_dataclass(output) else changed
    names = [n for n in output.__dataclass_fields__ if getattr(output, n) is old]
    return replace(output, **dict.fromkeys(names, tensor))
