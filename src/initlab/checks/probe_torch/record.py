"""What a pass has shown so far: signals, residual sums, and the graph of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from initlab.checks.probe_torch.graph import Node
from initlab.checks.probe_torch.moments import Spread, mean_square, spread
from initlab.checks.probe_torch.parameters import Parameters
from initlab.checks.snapshot import Addition, Signal

NODE = "_initlab_node"  # the attribute of a tensor that holds its node

# Looks at the result of an operation and gives its node.
Finish = Callable[[Any], Node | None]


class Record:
    """Filled while the model runs; a value's node hangs on its tensor."""

    def __init__(self, parameters: Parameters, batch_size: int | None, seed: int) -> None:
        self.parameters, self.batch_size, self.seed = parameters, batch_size, seed
        self.signals: list[Signal] = []
        self.places: list[tuple[int, int]] = []  # of each signal: unit dimension, dimensions
        self.additions: list[Addition] = []
        self.touched: set[str] = set()
        self.applied: Counter[str] = Counter()
        self.weight_gradients: dict[str, list[float]] = {}  # of parametrized ones, by application
        self.problems: dict[str, None] = {}
        self.layers: list[str] = []  # the modules being run, innermost last
        self.pending: list[tuple[Tensor, int]] = []  # outputs that autograd is about to adopt
        self._count = 0
        self._parameter_nodes: dict[str, Node] = {}
        self._spreads: dict[tuple[int, int], Spread] = {}

    @property
    def layer(self) -> str:
        """The innermost module being run."""
        return self.layers[-1] if self.layers else ""

    def problem(self, sentence: str) -> None:
        """Note what cannot be judged, once."""
        self.problems.setdefault(sentence)

    # Nodes

    def node_of(self, value: Tensor) -> Node | None:
        """The node of a value: of the forward pass, of a parameter, or None for a constant."""
        node: Node | None = getattr(value, NODE, None)
        if node is not None or value.layout != torch.strided or value.is_meta:
            return node
        name = self.parameters.name_of(value)
        if name is None:
            return None
        self.touched.add(name)
        key = f"{name}[{value.storage_offset()}:{value.numel()}]"
        if key not in self._parameter_nodes:
            self._parameter_nodes[key] = self.new("parameter", parameters=frozenset({name}))
        return self._parameter_nodes[key]

    def new(self, operation: str, **values: Any) -> Node:
        self._count += 1
        return Node(self._count, operation, **values)

    def result(self, name: str, nodes: Sequence[Node], **values: Any) -> Node | None:
        """A value computed from others."""
        if not nodes:
            return None
        from_batch = any(node.from_batch for node in nodes)
        own = [node.parameters for node in nodes]
        # A weight applied to a constant is a signal, not a weight.
        pure = all(own) and not values.get("weighted")
        parameters = frozenset[str]().union(*own) if pure else frozenset[str]()
        parents = tuple(node for node in nodes if not node.parameters)
        return self.new(
            name, parents=parents, from_batch=from_batch, parameters=parameters, **values
        )

    def part(self, name: str, node: Node) -> Node:
        """Some of a value's elements."""
        parents = () if node.parameters else (node,)
        return self.new(
            name,
            parents=parents,
            from_batch=node.from_batch,
            parameters=node.parameters,
            signal=node.signal,
            activated=node.activated,
        )

    def kept(self, name: str, nodes: Sequence[Node], node: Node, scaled: bool) -> Finish:
        """A value that still belongs to the last weight applied."""
        return lambda out: self.result(
            name,
            nodes,
            signal=node.signal,
            activated=node.activated,
            addition=node.addition if scaled else None,
            base=node if scaled and not node.parameters else None,
        )

    # Measures

    def square(self, value: Tensor, node: Node | None = None) -> float:
        """E[x²], once for each value."""
        if node is None:
            return mean_square(value)
        if node.mean_square is None:
            node.mean_square = mean_square(value)
        return node.mean_square

    def spread(self, value: Tensor, dim: int, node: Node | None) -> Spread:
        key = None if node is None else (node.index, value.shape[dim])
        if key in self._spreads:
            return self._spreads[key]
        found = spread(value, dim, self.batch_size, self.seed)
        if key is not None:
            self._spreads[key] = found
        return found

    def weight_gradient(self, name: str, gradient: Tensor) -> None:
        self.weight_gradients.setdefault(name, []).append(mean_square(gradient))


def tensors_in(values: Any) -> Iterator[Tensor]:
    """Every tensor in nested tuples, lists and dicts."""
    if isinstance(values, Tensor):
        yield values
    elif isinstance(values, tuple | list):
        for value in values:
            yield from tensors_in(value)
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from tensors_in(value)
