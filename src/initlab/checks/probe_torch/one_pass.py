"""One forward and one backward pass of a PyTorch model, measured; the model stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedParameter

from initlab.checks.probe_torch.curvature import largest_curvature
from initlab.checks.probe_torch.loss import (
    CrossEntropies,
    LossFunction,
    cotangent,
    judged,
    own_loss,
    primary,
    scalar,
)
from initlab.checks.probe_torch.moments import mean_square
from initlab.checks.probe_torch.parameters import Parameters
from initlab.checks.probe_torch.record import Record, tensors_in
from initlab.checks.probe_torch.untouched import Saved, untouched
from initlab.checks.probe_torch.watch import Watch, layers_of
from initlab.checks.probe_torch.weights import weights
from initlab.checks.snapshot import Curvature, Loss, Snapshot
from initlab.errors import InitlabError, UserCodeError
from initlab.torch.layers import type_name
from initlab.torch.tensors import Slot, every_slot

Batch = Tensor | Sequence[Any] | Mapping[str, Any]


def probe(
    model: nn.Module,
    batch: Batch,
    loss: LossFunction | None = None,
    *,
    learning_rate: float | None = None,
    seed: int = 0,
    curvature: bool = False,
) -> Snapshot:
    """Measure a model at its start: weights, signals, gradients, residual sums and the first loss.

    The model is run once forward and once backward in the mode it is in. Parameters, gradients,
    buffers, attributes, mode, hooks and the random states of PyTorch, NumPy and Python are
    afterwards what they were, also if the model raises.

    Args:
        model: any module; of a compiled one, the module behind it.
        batch: a tensor, a tuple or list of arguments, or a dict of keyword arguments. The first
            dimension of the first tensor counts the examples.
        loss: from the model's output to a tensor with one element. Without it, the output's own
            `.loss`; without that, a fixed random combination of the outputs.
        learning_rate: the one to be used, for the record.
        seed: of dropout and everything else that is random in the pass.
        curvature: also take the largest eigenvalue of the loss's Hessian, by ten products.
    Returns: the snapshot; what could not be measured is in its `not_judged`, an exception of the
        model's in its `raised`.
    Raises: UserCodeError: no module was given, or the loss returned no scalar.

    >>> model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))
    >>> snapshot = probe(model, torch.ones(32, 8))
    >>> [(signal.weight, signal.activation) for signal in snapshot.signals]
    [('0.weight', 'relu'), ('2.weight', None)]
    """
    if not isinstance(model, nn.Module):
        raise UserCodeError(
            f"A check takes a torch.nn.Module; got {type(model).__name__}. Give the model itself."
        )
    model = getattr(model, "_orig_mod", model)
    empty = Snapshot(type_name(model), "training" if model.training else "evaluation", None, (), ())
    lazy = [n for n, p in model.named_parameters() if isinstance(p, UninitializedParameter)]
    if lazy:
        why = f"Nothing was measured: no shape yet for {_listed(lazy)}. Run the model on a batch."
        return replace(empty, not_judged=(why,))
    given = list(tensors_in(batch))
    saved = Saved([*model.parameters(), *given])
    with untouched(model, saved, seed):
        slots = every_slot(model)
        meta = [slot.tensor.name for slot in slots if slot.storage.is_meta]
        if meta:
            why = f"Nothing was run: on the meta device, without values, {_listed(meta)}."
            return replace(empty, weights=weights(slots, None, {}), not_judged=(why,))
        size = next((len(t) for t in given if t.dim()), None)
        run = _Run(model, batch, loss, slots, seed)
        entropies = CrossEntropies()
        record = Record(Parameters(model, slots), size, seed)
        watch = Watch(record, saved, entropies)
        try:
            run.measure(watch, record, entropies, given)
        finally:
            watch.forget([*model.parameters(), *model.buffers()])
        if curvature:
            run.curve(learning_rate)
        touched = None if run.raised_forward else record.touched
        found = weights(slots, touched, run.gradients)
    return replace(
        empty,
        batch_size=size,
        weights=found,
        signals=tuple(record.signals),
        additions=tuple(record.additions),
        loss=run.loss,
        output_mean_square=run.output_mean_square,
        curvature=run.curvature,
        not_judged=(*record.problems, *run.problems),
        raised=run.raised,
    )


@dataclass
class _Run:
    """The passes, and what they leave."""

    model: nn.Module
    batch: Batch
    loss_function: LossFunction | None
    slots: Sequence[Slot]
    seed: int
    loss: Loss | None = None
    output_mean_square: float | None = None
    curvature: Curvature | None = None
    gradients: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    raised: str | None = None
    raised_forward: bool = False

    def measure(
        self, watch: Watch, record: Record, entropies: CrossEntropies, given: Sequence[Tensor]
    ) -> None:
        """Forward, loss, backward; an exception of the user's ends it and is noted."""
        watch.give(given)
        try:
            with layers_of(self.model, record.layers), watch:
                output = self._output()
            tensor = primary(output)
            watch.finish(tensor)
        except Exception as error:
            self.raised, self.raised_forward = f"forward: {type(error).__name__}: {error}", True
            return
        try:
            if tensor is not None:
                self.output_mean_square = record.square(tensor, record.node_of(tensor))
            with entropies:
                value = self._value(output)
            if value is None:
                self.problems.append(
                    "The output holds no tensor of real numbers: no backward pass."
                )
                return
            self._judge(value, output, entropies, record)
            self._backward(value, record)
        except InitlabError:
            raise
        except Exception as error:
            self.raised = f"loss and backward: {type(error).__name__}: {error}"

    def curve(self, learning_rate: float | None) -> None:
        """The Hessian's largest eigenvalue, from a second forward pass."""
        trainable = [p for p in self.model.parameters() if p.requires_grad]
        if self.raised or not trainable or self.loss is None or not self.loss.is_users:
            self.problems.append(
                "Curvature was not measured: it takes a loss, a trainable parameter and a pass "
                "that does not raise."
            )
            return
        torch.manual_seed(self.seed)

        def value() -> Tensor:
            found = self._value(self._output())
            assert found is not None
            return found

        try:
            found = largest_curvature(value, trainable, self.seed)
            self.curvature = Curvature(found, learning_rate)
        except Exception as error:
            self.problems.append(f"Curvature was not measured: {type(error).__name__}: {error}")

    def _output(self) -> Any:
        if isinstance(self.batch, Mapping):
            return self.model(**self.batch)
        if isinstance(self.batch, tuple | list):
            return self.model(*self.batch)
        return self.model(self.batch)

    def _value(self, output: Any) -> Tensor | None:
        if self.loss_function is not None:
            return scalar(self.loss_function, output)
        own = own_loss(output)
        if own is not None:
            return own.reshape(())
        tensor = primary(output)
        return None if tensor is None else cotangent(tensor, self.seed)

    def _judge(self, value: Tensor, output: Any, entropies: CrossEntropies, record: Record) -> None:
        if self.loss_function is None and own_loss(output) is None:
            self.loss = Loss(float(value.detach()), None, is_users=False)
            return
        tensor = primary(output)
        node = None if tensor is None else record.node_of(tensor)
        outputs = [s for s in record.signals if s.is_output]
        pictures = bool(outputs) and all("convolution" in s.operation for s in outputs)
        unit_dim = 1 if pictures else -1
        operation = None if node is None else node.operation
        self.loss, why = judged(value, self.loss_function, output, entropies, operation, unit_dim)
        self.problems += [why] if why else []

    def _backward(self, value: Tensor, record: Record) -> None:
        leaves = {id(s.storage): s.tensor.name for s in self.slots}
        parameters = [p for p in self.model.parameters() if p.requires_grad]
        if not value.requires_grad or not parameters:
            self.problems.append("No backward pass: the loss depends on no trainable parameter.")
            return
        try:
            found = torch.autograd.grad(value, parameters, allow_unused=True)
        except RuntimeError as error:
            if "heckpoint" not in str(error):
                raise
            self.problems.append("No backward pass: checkpoints need use_reentrant=False.")
            return
        for parameter, gradient in zip(parameters, found, strict=True):
            if gradient is not None and id(parameter) in leaves:
                self.gradients[leaves[id(parameter)]] = mean_square(gradient)
        # A parametrized weight is computed anew at each use; over several, gradients would add up.
        for name, squares in record.weight_gradients.items():
            if len(squares) == 1:
                self.gradients[name] = squares[0]
        missing = [
            slot.tensor.name
            for slot in self.slots
            if slot.trainable
            and slot.tensor.name in record.touched
            and slot.tensor.name not in self.gradients
        ]
        if missing:
            self.problems.append(
                f"No gradient of {_listed(missing)} was seen, although the forward pass uses it "
                "(detached, a reentrant checkpoint, or parametrized and used more than once)."
            )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
