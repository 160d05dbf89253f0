"""What follows a weight: activations, normalizations, residual sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from torch import Tensor

from initlab import activations
from initlab.checks.probe_torch.applied import add_bias
from initlab.checks.probe_torch.graph import Node, descends
from initlab.checks.probe_torch.moments import zones
from initlab.checks.probe_torch.operations import ACTIVATIONS, NORMALIZATIONS
from initlab.checks.probe_torch.record import Finish, Record, tensors_in
from initlab.checks.snapshot import Addition

SAMPLED = 256  # values by which an activation written by hand is recognised


def activate(
    record: Record, value: Tensor, node: Node, name: str, args: Any, kwargs: dict[str, Any]
) -> Finish | None:
    applied = ACTIVATIONS[name](args, kwargs)
    step = node.signal
    if applied is None or step is None or record.signals[step].activation is not None:
        return None
    dim, dims = record.places[step]
    # A flattened picture keeps its channels first.
    unit_dim = dim if value.dim() == dims or dim == -1 else min(1, value.dim() - 1)
    silent, saturated = zones(value, applied, unit_dim)

    def finish(out: Any) -> Node | None:
        result = record.result(name, [node], signal=step, activated=True)
        first = next(tensors_in(out))
        record.signals[step] = replace(
            record.signals[step],
            activation=applied.name,
            activated_mean_square=record.square(first, result),
            silent_share=silent,
            saturated_share=saturated,
        )
        return result

    return finish


def normalize(record: Record, node: Node, name: str, args: Any) -> Finish:
    place = NORMALIZATIONS[name]
    if place is None or len(args) <= place or args[place]:
        _normalized(record, node)
    return record.kept(name, [node], node, scaled=False)


def _normalized(record: Record, node: Node) -> None:
    if node.signal is not None:
        record.signals[node.signal] = replace(record.signals[node.signal], normalized_next=True)
    if node.addition is not None:
        index = node.addition
        record.additions[index] = replace(record.additions[index], normalized_after=True)


def combine(
    record: Record,
    name: str,
    operands: Sequence[tuple[Tensor, Node | None]],
    kwargs: dict[str, Any],
) -> Finish:
    nodes = [node for _, node in operands if node is not None]
    data = [(value, node) for value, node in operands if node is not None and not node.parameters]
    if len(data) == 1:
        return _with_constant(record, name, operands, data[0], nodes)
    if len(data) == 2 and data[0][1] is not data[1][1]:
        (left, left_node), (right, right_node) = data
        assert left_node is not None
        assert right_node is not None
        if name == "add" and left.shape == right.shape and kwargs.get("alpha", 1) == 1:
            found = _add(record, data[0], data[1], nodes)
            if found is not None:
                return found
        if name in ("mul", "div") and (normalized := _normalized_by_root(left_node, right_node)):
            _normalized(record, normalized)
            return record.kept(name, nodes, normalized, scaled=False)
        if name != "add":
            return _by_hand(record, name, data, nodes)
    return lambda out: record.result(name, nodes)


def _with_constant(
    record: Record,
    name: str,
    operands: Sequence[tuple[Tensor, Node | None]],
    data: tuple[Tensor, Node | None],
    nodes: Sequence[Node],
) -> Finish:
    _, node = data
    assert node is not None
    for other, other_node in operands:
        if other_node is None or not other_node.parameters or name != "add":
            continue
        slot = record.parameters.applied(other_node.parameters)
        is_bias = slot is not None and slot.tensor.kind == "bias"
        if is_bias and node.weighted and node.signal is not None:
            return add_bias(record, node, other, other_node)
    return record.kept(name, nodes, node, scaled=name in ("mul", "div"))


def _add(
    record: Record,
    left: tuple[Tensor, Node | None],
    right: tuple[Tensor, Node | None],
    nodes: Sequence[Node],
) -> Finish | None:
    (stream, early), (branch, late) = left, right
    assert early is not None
    assert late is not None
    if early.origin.index > late.origin.index:
        (stream, early), (branch, late) = (branch, late), (stream, early)
    if not descends(late, early.origin, through_weights=True):
        return None
    stream_square, branch_square = record.square(stream, early), record.square(branch, late)

    def finish(out: Tensor) -> Node | None:
        index = len(record.additions)
        result = record.result("add", nodes, addition=index)
        record.additions.append(
            Addition(
                step=len(record.signals),
                layer=record.layer,
                stream_mean_square=stream_square,
                branch_mean_square=branch_square,
                sum_mean_square=record.square(out, result),
                normalized_after=False,
            )
        )
        return result

    return finish


def _by_hand(
    record: Record, name: str, data: Sequence[tuple[Tensor, Node | None]], nodes: Sequence[Node]
) -> Finish:
    """Perhaps an activation written out: z·sigmoid(z), z/(1 + |z|), GELU's formula …"""
    pairs = [(data[0], data[1]), (data[1], data[0])]
    for (value, node), (_, gate) in pairs:
        assert node is not None
        assert gate is not None
        step = node.signal
        if step is None or node.activated or not descends(gate, node.origin):
            continue
        sample = _sample(value)

        def finish(out: Tensor, sample: Any = sample, step: int = step) -> Node | None:
            known = _recognised(sample, _sample(out))
            if known is None:
                return record.result(name, nodes)
            result = record.result(name, nodes, signal=step, activated=True)
            record.signals[step] = replace(
                record.signals[step],
                activation=known,
                activated_mean_square=record.square(out, result),
                silent_share=None,
                saturated_share=None,
            )
            return result

        return finish
    return lambda out: record.result(name, nodes)


def _normalized_by_root(left: Node, right: Node) -> Node | None:
    """The value that a root of its own mean square divides, if that is what a product is."""
    for value, root in ((left, right), (right, left)):
        if root.operation in ("rsqrt", "sqrt") and descends(root, value):
            return value
    return None


def _sample(values: Tensor) -> Any:
    """A few values, in an order that depends on the shape alone."""
    whole = values.detach().reshape(-1)
    return whole[:: max(1, whole.numel() // SAMPLED)][:SAMPLED].double().numpy()


def _recognised(z: Any, value: Any) -> str | None:
    """The activation that maps z, or 2z where a formula halves it first, nearest to `value`."""
    if z.shape != value.shape or not np.isfinite(value).all() or np.ptp(z) < 0.1:
        return None
    errors = {
        (factor, entry.name): float(np.abs(entry.value(factor * z) - value).max())
        for factor in (1.0, 2.0)
        for entry in activations.ALL
        if entry.name != "linear"
    }
    nearest = min(errors, key=errors.__getitem__)
    # Half precision has three digits.
    return nearest[1] if errors[nearest] <= 1e-3 * (1e-3 + np.abs(value).max()) else None
