"""Weights being applied: each gives a signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import sqrt

from torch import Tensor, nn

from initlab.checks.probe_torch.applications import Application
from initlab.checks.probe_torch.graph import Node
from initlab.checks.probe_torch.moments import NO_SPREAD, is_finite, moments, spread
from initlab.checks.probe_torch.operations import FUSED
from initlab.checks.probe_torch.record import Finish, Record
from initlab.checks.snapshot import Signal

APPLICATIONS = 32  # of one weight that are measured: a loop over time has hundreds


def apply(record: Record, applied: Application, name: str) -> Finish:
    data, weight = record.node_of(applied.inputs), record.node_of(applied.weight)
    slot = record.parameters.applied(weight.parameters) if weight is not None else None
    bias = None if applied.bias is None else record.node_of(applied.bias)
    parents = [node for node in (data, weight, bias) if node is not None]
    if slot is None or weight is None:
        return lambda out: record.result(name, parents)
    record.applied[slot.tensor.name] += 1
    if record.applied[slot.tensor.name] > APPLICATIONS:
        return lambda out: record.result(name, parents, weighted=True)
    embedded = applied.operation == "embedding"
    entering = 1.0 if embedded else record.square(applied.inputs, data)
    around = NO_SPREAD if embedded else record.spread(applied.inputs, applied.input_dim, data)
    weights = record.square(applied.weight, weight)
    if slot.parametrized and applied.weight.requires_grad:
        # It is no leaf, so nobody else will tell what arrives there.
        note = partial(record.weight_gradient, slot.tensor.name)
        applied.weight.register_hook(note)
    predicted: float | None = applied.fan * weights * entering
    if applied.bias is not None:
        own = bias is not None and bool(bias.parameters)
        predicted = predicted + record.square(applied.bias, bias) if own else None  # type: ignore[operator]
    if not applied.plain:
        predicted = None
    recurrent = isinstance(slot.module, nn.RNNBase | nn.RNNCellBase)

    def finish(out: Tensor) -> Node | None:
        units = out.shape[applied.unit_dim]
        found, apart = moments(out), spread(out, applied.unit_dim, record.batch_size, record.seed)
        if embedded:
            independent: float | None = float(applied.inputs.unique().numel())
        else:
            independent = (around if applied.operation == "dense" else apart).raw_rank
        # Given the inputs, z of a unit is Gaussian over the examples with covariance σ²K, so
        # the mean square over n units has a relative variance of 2 tr K² / (n (tr K)²).
        error = sqrt(2 / (units * independent)) if independent else None
        step = len(record.signals)
        record.signals.append(
            Signal(
                step=step,
                weight=slot.tensor.name,
                layer=slot.tensor.name.rpartition(".")[0],
                operation="recurrent" if recurrent else applied.operation,
                input_mean_square=entering,
                output_mean_square=found.mean_square,
                output_mean=found.mean,
                predicted_mean_square=predicted,
                predicted_error=error if predicted is not None else None,
                similarity=apart.similarity,
                input_similarity=around.similarity,
                effective_rank=apart.effective_rank,
                rank_limit=apart.rank_limit,
                units=units,
                finite=is_finite(found),
            )
        )
        record.places.append((applied.unit_dim, out.dim()))
        record.pending.append((out, step))
        node = record.result(name, parents, weighted=True, signal=step)
        if node is not None:
            node.mean_square = found.mean_square
        return node

    return finish


def add_bias(record: Record, node: Node, bias: Tensor, bias_node: Node) -> Finish:
    """A bias added by an operation of its own."""
    step = node.signal
    assert step is not None
    square = record.square(bias, bias_node)

    def finish(out: Tensor) -> Node | None:
        dim, _ = record.places[step]
        found, apart = moments(out), spread(out, dim, record.batch_size, record.seed)
        before = record.signals[step]
        predicted = before.predicted_mean_square
        record.signals[step] = replace(
            before,
            output_mean_square=found.mean_square,
            output_mean=found.mean,
            predicted_mean_square=None if predicted is None else predicted + square,
            similarity=apart.similarity,
            effective_rank=apart.effective_rank,
            rank_limit=apart.rank_limit,
            finite=is_finite(found),
        )
        result = record.result("bias", [node], signal=step)
        if result is not None:
            result.mean_square = found.mean_square
        return result

    return finish


def makes_a_weight(record: Record, applied: Application) -> bool:
    """Whether a product of a weight is a step of its own making, as of a spectral norm."""
    inside = any(".parametrizations." in f".{layer}" for layer in record.layers)
    return inside or (applied.inputs.dim() == 1 and record.node_of(applied.inputs) is None)


def is_weight(record: Record, value: Tensor) -> bool:
    node = record.node_of(value)
    return node is not None and bool(node.parameters)


def note_fused(record: Record, name: str, operands: Sequence[tuple[Tensor, Node | None]]) -> None:
    nodes = [node for _, node in operands if node is not None]
    if name not in FUSED or not any(node.from_batch for node in nodes):
        return
    for node in nodes:
        for parameter in node.parameters:
            slot = record.parameters.slots.get(parameter)
            if slot is not None and slot.tensor.kind in ("weight", "embedding"):
                record.problem(f"{parameter}: its signal is hidden inside {name}.")
