"""The forward pass seen operation by operation, below autograd and above the kernels.

Every operation of a model arrives here, whether a module, a function or the inside of attention
called it. A weight is known by the address of its memory, a value by the node that hangs on its
tensor; statistics are taken at the moment an operation returns, before anything can write over it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from math import sqrt
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from initlab import activations
from initlab.checks.applications_torch import Application, application
from initlab.checks.graph_torch import Node, descends, last_signals
from initlab.checks.loss_torch import CrossEntropies
from initlab.checks.moments_torch import (
    NO_SPREAD,
    Spread,
    is_finite,
    mean_square,
    moments,
    spread,
    zones,
)
from initlab.checks.operations_torch import (
    ACTIVATIONS,
    FUSED,
    NORMALIZATIONS,
    POOLS,
    SCALINGS,
    VIEWS,
)
from initlab.checks.parameters_torch import Parameters
from initlab.checks.snapshot import Addition, Signal
from initlab.checks.untouched_torch import Saved

NODE = "_initlab_node"
APPLICATIONS = 32  # of one weight that are measured: a loop over time has hundreds
SAMPLED = 256  # values by which an activation written by hand is recognised

Finish = Callable[[Any], Node | None]


@lru_cache(maxsize=4096)
def _facts(func: Any) -> tuple[str, tuple[int | str, ...]]:
    """An operation's name without the mark of in-place, and the arguments it writes into."""
    schema = func._schema
    name = schema.name.partition("::")[2]
    written = tuple(
        argument.name if argument.kwarg_only else place
        for place, argument in enumerate(schema.arguments)
        if argument.alias_info is not None and argument.alias_info.is_write
    )
    return name.rstrip("_") if written else name, written


class Watch(TorchDispatchMode):
    """Collects signals and additions while a model runs under it."""

    def __init__(
        self,
        parameters: Parameters,
        saved: Saved,
        entropies: CrossEntropies,
        batch_size: int | None,
        seed: int,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.signals: list[Signal] = []
        self.additions: list[Addition] = []
        self.touched: set[str] = set()
        self.weight_gradients: dict[str, list[float]] = {}  # of parametrized ones, by application
        self.problems: dict[str, None] = {}
        self.layers: list[str] = []  # the modules being run, innermost last
        self._parameters, self._saved, self._entropies = parameters, saved, entropies
        self._batch_size, self._seed = batch_size, seed
        self._nodes = 0
        self._parameter_nodes: dict[str, Node] = {}
        self._tagged: list[Tensor] = []
        self._applied: Counter[str] = Counter()
        self._places: list[tuple[int, int]] = []  # of each signal: unit dimension, dimensions
        self._spreads: dict[tuple[int, int], Spread] = {}
        self._pending: list[tuple[Tensor, int]] = []  # outputs that autograd is about to adopt

    # The user's tensors

    def give(self, values: Sequence[Tensor]) -> None:
        """Say that these are the batch."""
        for value in values:
            setattr(value, NODE, self._new("batch", from_batch=True))
            self._tagged.append(value)

    def forget(self, values: Sequence[Tensor]) -> None:
        """Take the nodes off tensors that live on."""
        self._pending.clear()
        for value in (*self._tagged, *values):
            value.__dict__.pop(NODE, None)
        self._tagged.clear()

    def finish(self, output: Tensor | None) -> None:
        """Attach the last hooks, and mark the signals behind the model's output."""
        self._attach()
        for name, count in self._applied.items():
            if count > APPLICATIONS:
                self._problem(
                    f"{name}: of its {count} applications the first {APPLICATIONS} were measured."
                )
        node = None if output is None else getattr(output, NODE, None)
        if node is None or not node.from_batch:
            self._problem(
                "The way from the batch to the output could not be followed (NumPy, .data or a "
                "kernel of its own lies on it), so what follows what is known in parts only."
            )
        for step in last_signals(node) if node is not None else ():
            self.signals[step] = replace(self.signals[step], is_output=True)

    def node_of(self, value: Tensor) -> Node | None:
        """The node of a value: of the forward pass, of a parameter, or None for a constant."""
        node: Node | None = getattr(value, NODE, None)
        if node is not None or value.layout != torch.strided or value.is_meta:
            return node
        name = self._parameters.name_of(value)
        if name is None:
            return None
        self.touched.add(name)
        key = f"{name}[{value.storage_offset()}:{value.numel()}]"
        if key not in self._parameter_nodes:
            self._parameter_nodes[key] = self._new("parameter", parameters=frozenset({name}))
        return self._parameter_nodes[key]

    # One operation

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # else the first operation imports PyTorch's compiler, for seconds

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        name, written = _facts(func)
        self._attach()
        for place in written:
            held = kwargs.get(place) if isinstance(place, str) else args[place : place + 1]
            for target in tensors_in(held):
                self._saved.before_writing(target)
        finish = self._guarded(name, lambda: self._before(name, args, kwargs))
        out = func(*args, **kwargs)
        self._entropies.look(name, args, out)
        if finish is not None:
            finish_it = finish
            self._guarded(name, lambda: self._tag(out, finish_it(out)))
        return out

    def _guarded(self, name: str, work: Callable[[], Any]) -> Any:
        """Our own mistakes must not stop the user's model; they are reported."""
        try:
            return work()
        except Exception as error:
            where = self.layers[-1] if self.layers else "the model"
            self._problem(f"{where}: {name} could not be measured ({error!r}).")
            return None

    def _attach(self) -> None:
        for value, step in self._pending:
            if value.requires_grad:
                value.register_hook(lambda gradient, step=step: self._gradient(step, gradient))
        self._pending.clear()

    def _gradient(self, step: int, gradient: Tensor) -> None:
        self.signals[step] = replace(self.signals[step], gradient_mean_square=mean_square(gradient))

    def _weight_gradient(self, name: str, gradient: Tensor) -> None:
        self.weight_gradients.setdefault(name, []).append(mean_square(gradient))

    def _before(self, name: str, args: Any, kwargs: dict[str, Any]) -> Finish:
        """Look at the operands; what is returned looks at the result and gives its node."""
        operands = [(t, self.node_of(t)) for t in tensors_in((args, kwargs))]
        nodes = [node for _, node in operands if node is not None]
        if name in VIEWS and nodes and len(operands) == 1:
            return self._view(operands[0][0], nodes[0], name)
        applied = application(name, args, kwargs, self._is_weight)
        if applied is not None and not self._makes_a_weight(applied):
            return self._application(applied, name)
        self._note_fused(name, operands)
        if nodes and operands[0][1] is not None:
            first, node = operands[0][0], nodes[0]
            if name in ACTIVATIONS and node.signal is not None and not node.activated:
                found = self._activation(first, node, name, args, kwargs)
                if found is not None:
                    return found
            if name in NORMALIZATIONS:
                return self._normalization(node, name, args)
            if name in SCALINGS or name in POOLS:
                return self._kept(name, nodes, node, scaled=name in SCALINGS)
        if name in ("add", "mul", "div", "sub"):
            return self._arithmetic(name, operands, args, kwargs)
        return lambda out: self._result(name, nodes)

    # What an operation does to the graph

    def _new(self, operation: str, **values: Any) -> Node:
        self._nodes += 1
        return Node(self._nodes, operation, **values)

    def _tag(self, out: Any, node: Node | None) -> None:
        if node is None:
            return
        for value in tensors_in(out):
            setattr(value, NODE, node)

    def _result(self, name: str, nodes: Sequence[Node], **values: Any) -> Node | None:
        """A value computed from others."""
        if not nodes:
            return None
        from_batch = any(node.from_batch for node in nodes)
        own = [node.parameters for node in nodes]
        # A weight applied to a constant is a signal, not a weight.
        pure = all(own) and not values.get("weighted")
        parameters = frozenset[str]().union(*own) if pure else frozenset[str]()
        parents = tuple(node for node in nodes if not node.parameters)
        return self._new(
            name, parents=parents, from_batch=from_batch, parameters=parameters, **values
        )

    def _view(self, value: Tensor, node: Node, name: str) -> Finish:
        def finish(out: Any) -> Node | None:
            if isinstance(out, Tensor) and out.numel() == value.numel():
                return node
            for part in tensors_in(out):
                setattr(part, NODE, self._part(name, node))
            return None

        return finish

    def _part(self, name: str, node: Node) -> Node:
        """Some of a value's elements."""
        parents = () if node.parameters else (node,)
        return self._new(
            name,
            parents=parents,
            from_batch=node.from_batch,
            parameters=node.parameters,
            signal=node.signal,
            activated=node.activated,
        )

    def _kept(self, name: str, nodes: Sequence[Node], node: Node, scaled: bool) -> Finish:
        """A value that still belongs to the last weight applied."""
        return lambda out: self._result(
            name,
            nodes,
            signal=node.signal,
            activated=node.activated,
            addition=node.addition if scaled else None,
            base=node if scaled and not node.parameters else None,
        )

    def _note_fused(self, name: str, operands: Sequence[tuple[Tensor, Node | None]]) -> None:
        nodes = [node for _, node in operands if node is not None]
        if name not in FUSED or not any(node.from_batch for node in nodes):
            return
        for node in nodes:
            for parameter in node.parameters:
                slot = self._parameters.slots.get(parameter)
                if slot is not None and slot.tensor.kind in ("weight", "embedding"):
                    self._problem(f"{parameter}: its signal is hidden inside {name}.")

    def _problem(self, sentence: str) -> None:
        self.problems.setdefault(sentence)

    # Weights

    def _makes_a_weight(self, applied: Application) -> bool:
        """Whether a product of a weight is a step of its own making, as of a spectral norm."""
        inside = any(".parametrizations." in f".{layer}" for layer in self.layers)
        return inside or (applied.inputs.dim() == 1 and self.node_of(applied.inputs) is None)

    def _is_weight(self, value: Tensor) -> bool:
        node = self.node_of(value)
        return node is not None and bool(node.parameters)

    def square(self, value: Tensor, node: Node | None = None) -> float:
        """E[x²], once for each value."""
        if node is None:
            return mean_square(value)
        if node.mean_square is None:
            node.mean_square = mean_square(value)
        return node.mean_square

    def _spread(self, value: Tensor, dim: int, node: Node | None) -> Spread:
        key = None if node is None else (node.index, value.shape[dim])
        if key in self._spreads:
            return self._spreads[key]
        found = spread(value, dim, self._batch_size, self._seed)
        if key is not None:
            self._spreads[key] = found
        return found

    def _application(self, applied: Application, name: str) -> Finish:
        data, weight = self.node_of(applied.inputs), self.node_of(applied.weight)
        slot = self._parameters.applied(weight.parameters) if weight is not None else None
        bias = None if applied.bias is None else self.node_of(applied.bias)
        parents = [node for node in (data, weight, bias) if node is not None]
        if slot is None or weight is None:
            return lambda out: self._result(name, parents)
        self._applied[slot.tensor.name] += 1
        if self._applied[slot.tensor.name] > APPLICATIONS:
            return lambda out: self._result(name, parents, weighted=True)
        embedded = applied.operation == "embedding"
        entering = 1.0 if embedded else self.square(applied.inputs, data)
        around = NO_SPREAD if embedded else self._spread(applied.inputs, applied.input_dim, data)
        weights = self.square(applied.weight, weight)
        if slot.parametrized and applied.weight.requires_grad:
            # It is no leaf, so nobody else will tell what arrives there.
            note = partial(self._weight_gradient, slot.tensor.name)
            applied.weight.register_hook(note)
        predicted: float | None = applied.fan * weights * entering
        if applied.bias is not None:
            own = bias is not None and bool(bias.parameters)
            predicted = predicted + self.square(applied.bias, bias) if own else None  # type: ignore[operator]
        if not applied.plain:
            predicted = None
        recurrent = isinstance(slot.module, nn.RNNBase | nn.RNNCellBase)

        def finish(out: Tensor) -> Node | None:
            units = out.shape[applied.unit_dim]
            found, apart = moments(out), spread(out, applied.unit_dim, self._batch_size, self._seed)
            if embedded:
                independent: float | None = float(applied.inputs.unique().numel())
            else:
                independent = (around if applied.operation == "dense" else apart).raw_rank
            # Given the inputs, z of a unit is Gaussian over the examples with covariance σ²K, so
            # the mean square over n units has a relative variance of 2 tr K² / (n (tr K)²).
            error = sqrt(2 / (units * independent)) if independent else None
            step = len(self.signals)
            self.signals.append(
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
            self._places.append((applied.unit_dim, out.dim()))
            self._pending.append((out, step))
            node = self._result(name, parents, weighted=True, signal=step)
            if node is not None:
                node.mean_square = found.mean_square
            return node

        return finish

    def _bias(self, node: Node, bias: Tensor, bias_node: Node) -> Finish:
        """A bias added by an operation of its own."""
        step = node.signal
        assert step is not None
        square = self.square(bias, bias_node)

        def finish(out: Tensor) -> Node | None:
            dim, _ = self._places[step]
            found, apart = moments(out), spread(out, dim, self._batch_size, self._seed)
            before = self.signals[step]
            predicted = before.predicted_mean_square
            self.signals[step] = replace(
                before,
                output_mean_square=found.mean_square,
                output_mean=found.mean,
                predicted_mean_square=None if predicted is None else predicted + square,
                similarity=apart.similarity,
                effective_rank=apart.effective_rank,
                rank_limit=apart.rank_limit,
                finite=is_finite(found),
            )
            result = self._result("bias", [node], signal=step)
            if result is not None:
                result.mean_square = found.mean_square
            return result

        return finish

    # What follows a weight

    def _activation(
        self, value: Tensor, node: Node, name: str, args: Any, kwargs: dict[str, Any]
    ) -> Finish | None:
        applied = ACTIVATIONS[name](args, kwargs)
        step = node.signal
        if applied is None or step is None or self.signals[step].activation is not None:
            return None
        dim, dims = self._places[step]
        # A flattened picture keeps its channels first.
        unit_dim = dim if value.dim() == dims or dim == -1 else min(1, value.dim() - 1)
        silent, saturated = zones(value, applied, unit_dim)

        def finish(out: Any) -> Node | None:
            result = self._result(name, [node], signal=step, activated=True)
            first = next(tensors_in(out))
            self.signals[step] = replace(
                self.signals[step],
                activation=applied.name,
                activated_mean_square=self.square(first, result),
                silent_share=silent,
                saturated_share=saturated,
            )
            return result

        return finish

    def _normalization(self, node: Node, name: str, args: Any) -> Finish:
        place = NORMALIZATIONS[name]
        if place is None or len(args) <= place or args[place]:
            self._normalized(node)
        return self._kept(name, [node], node, scaled=False)

    def _normalized(self, node: Node) -> None:
        if node.signal is not None:
            self.signals[node.signal] = replace(self.signals[node.signal], normalized_next=True)
        if node.addition is not None:
            index = node.addition
            self.additions[index] = replace(self.additions[index], normalized_after=True)

    # Sums and products

    def _arithmetic(
        self,
        name: str,
        operands: Sequence[tuple[Tensor, Node | None]],
        args: Any,
        kwargs: dict[str, Any],
    ) -> Finish:
        nodes = [node for _, node in operands if node is not None]
        data = [
            (value, node) for value, node in operands if node is not None and not node.parameters
        ]
        if len(data) == 1:
            return self._with_constant(name, operands, data[0], nodes)
        if len(data) == 2 and data[0][1] is not data[1][1]:
            (left, left_node), (right, right_node) = data
            assert left_node is not None
            assert right_node is not None
            if name == "add" and left.shape == right.shape and kwargs.get("alpha", 1) == 1:
                found = self._addition(data[0], data[1], nodes)
                if found is not None:
                    return found
            if name in ("mul", "div") and (
                normalized := _normalized_by_root(left_node, right_node)
            ):
                self._normalized(normalized)
                return self._kept(name, nodes, normalized, scaled=False)
            if name != "add":
                return self._by_hand(name, data, nodes)
        return lambda out: self._result(name, nodes)

    def _with_constant(
        self,
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
            slot = self._parameters.applied(other_node.parameters)
            is_bias = slot is not None and slot.tensor.kind == "bias"
            if is_bias and node.weighted and node.signal is not None:
                return self._bias(node, other, other_node)
        return self._kept(name, nodes, node, scaled=name in ("mul", "div"))

    def _addition(
        self,
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
        stream_square, branch_square = self.square(stream, early), self.square(branch, late)

        def finish(out: Tensor) -> Node | None:
            index = len(self.additions)
            result = self._result("add", nodes, addition=index)
            self.additions.append(
                Addition(
                    step=len(self.signals),
                    layer=self.layers[-1] if self.layers else "",
                    stream_mean_square=stream_square,
                    branch_mean_square=branch_square,
                    sum_mean_square=self.square(out, result),
                    normalized_after=False,
                )
            )
            return result

        return finish

    def _by_hand(
        self, name: str, data: Sequence[tuple[Tensor, Node | None]], nodes: Sequence[Node]
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
                    return self._result(name, nodes)
                result = self._result(name, nodes, signal=step, activated=True)
                self.signals[step] = replace(
                    self.signals[step],
                    activation=known,
                    activated_mean_square=self.square(out, result),
                    silent_share=None,
                    saturated_share=None,
                )
                return result

            return finish
        return lambda out: self._result(name, nodes)


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
    """The activation that maps z, or 2z where a formula halves it first, to `value`."""
    if z.shape != value.shape or not np.isfinite(value).all() or np.ptp(z) < 0.1:
        return None
    tolerance = 1e-3 * (1e-3 + np.abs(value).max())
    for factor in (1.0, 2.0):
        for entry in activations.ALL:
            if entry.name != "linear" and np.allclose(
                entry.value(factor * z), value, rtol=0, atol=tolerance
            ):
                return entry.name
    return None


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
