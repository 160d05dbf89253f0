"""The forward pass seen operation by operation, below autograd and above the kernels.

Every operation of a model arrives here, whether a module, a function or the inside of attention
called it. A weight is known by the address of its memory, a value by the node that hangs on its
tensor; statistics are taken at the moment an operation returns, before anything can write over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)

from initlab.checks.probe_torch.applications import application
from initlab.checks.probe_torch.applied import (
    APPLICATIONS,
    apply,
    is_weight,
    makes_a_weight,
    note_fused,
)
from initlab.checks.probe_torch.followers import activate, combine, normalize
from initlab.checks.probe_torch.graph import Node, last_signals
from initlab.checks.probe_torch.loss import CrossEntropies
from initlab.checks.probe_torch.moments import mean_square
from initlab.checks.probe_torch.operations import (
    ACTIVATIONS,
    NORMALIZATIONS,
    POOLS,
    SCALINGS,
    VIEWS,
)
from initlab.checks.probe_torch.quick_mode import QuickMode
from initlab.checks.probe_torch.record import NODE, Finish, Record, tensors_in
from initlab.checks.probe_torch.untouched import Saved


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


class Watch(QuickMode):
    """Fills a record while a model runs under it."""

    def __init__(self, record: Record, saved: Saved, entropies: CrossEntropies) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._record, self._saved, self._entropies = record, saved, entropies
        self._batch: list[Tensor] = []

    def give(self, values: Sequence[Tensor]) -> None:
        """Say that these are the batch."""
        for value in values:
            setattr(value, NODE, self._record.new("batch", from_batch=True))
            self._batch.append(value)

    def forget(self, values: Sequence[Tensor]) -> None:
        """Take the nodes off tensors that live on."""
        self._record.pending.clear()
        for value in (*self._batch, *values):
            value.__dict__.pop(NODE, None)
        self._batch.clear()

    def finish(self, output: Tensor | None) -> None:
        """Attach the last hooks, and mark the signals behind the model's output."""
        self._attach()
        record = self._record
        for name, count in record.applied.items():
            if count > APPLICATIONS:
                record.problem(
                    f"{name}: of its {count} applications the first {APPLICATIONS} were measured."
                )
        if output is None:
            return
        node = record.node_of(output)
        if node is None or not node.from_batch:
            record.problem(
                "The way from the batch to the output could not be followed (NumPy or a kernel of "
                "its own lies on it), so what follows what is known in parts only."
            )
        for step in last_signals(node) if node is not None else ():
            record.signals[step] = replace(record.signals[step], is_output=True)

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
        self._guarded(name, lambda: self._after(name, args, out, finish))
        return out

    def _guarded(self, name: str, work: Callable[[], Any]) -> Any:
        """Our own mistakes must not stop the user's model; they are reported."""
        try:
            return work()
        except Exception as error:
            where = self._record.layer or "the model"
            self._record.problem(f"{where}: {name} could not be measured ({error!r}).")
            return None

    def _before(self, name: str, args: Any, kwargs: dict[str, Any]) -> Finish:
        """Look at the operands; what is returned looks at the result."""
        record = self._record
        operands = [(value, record.node_of(value)) for value in tensors_in((args, kwargs))]
        nodes = [node for _, node in operands if node is not None]
        if name in VIEWS and nodes and len(operands) == 1:
            return partial(self._viewed, name, operands[0][0], nodes[0])
        applied = application(name, args, kwargs, partial(is_weight, record))
        if applied is not None and not makes_a_weight(record, applied):
            return apply(record, applied, name)
        note_fused(record, name, operands)
        if nodes and operands[0][1] is not None:
            value, node = operands[0][0], nodes[0]
            if name in ACTIVATIONS and node.signal is not None and not node.activated:
                found = activate(record, value, node, name, args, kwargs)
                if found is not None:
                    return found
            if name in NORMALIZATIONS:
                return normalize(record, node, name, args)
            if name in SCALINGS or name in POOLS:
                return record.kept(name, nodes, node, scaled=name in SCALINGS)
        if name in ("add", "mul", "div", "sub"):
            return combine(record, name, operands, kwargs)
        return lambda out: record.result(name, nodes)

    def _viewed(self, name: str, value: Tensor, node: Node, out: Any) -> Node | None:
        """The same elements are the same value; some of them are a part of it."""
        if isinstance(out, Tensor) and out.numel() == value.numel():
            return node
        for part in tensors_in(out):
            setattr(part, NODE, self._record.part(name, node))
        return None

    def _after(self, name: str, args: Any, out: Any, finish: Finish | None) -> None:
        self._entropies.look(name, args, out)
        node = None if finish is None else finish(out)
        if node is not None:
            for value in tensors_in(out):
                setattr(value, NODE, node)

    def _attach(self) -> None:
        """Ask for the gradients of outputs that have joined autograd's graph since."""
        for value, step in self._record.pending:
            if value.requires_grad:
                value.register_hook(partial(self._gradient, step))
        self._record.pending.clear()

    def _gradient(self, step: int, gradient: Tensor) -> None:
        signals = self._record.signals
        signals[step] = replace(signals[step], gradient_mean_square=mean_square(gradient))


@contextmanager
def layers_of(model: nn.Module, running: list[str]) -> Iterator[None]:
    """Keeps the names of the modules being run in `running`, innermost last.

    PyTorch's own LSTM is one fused operation on a CPU; without oneDNN it is made of products.
    """
    names = {id(module): name for name, module in model.named_modules()}
    leaving: list[Callable[[], object]] = []

    def enter(module: nn.Module, args: Any) -> None:
        if id(module) not in names:
            return
        running.append(names[id(module)])
        leave: Callable[[], object] = _nothing
        if isinstance(module, nn.LSTM):
            before, *_ = torch.backends.mkldnn.set_flags(False)
            leave = partial(torch.backends.mkldnn.set_flags, before)
        leaving.append(leave)

    def close(name: str | None) -> None:
        # A module that raised, and whose caller went on, never left.
        while running:
            last = running.pop()
            leaving.pop()()
            if last == name:
                return

    def exit_(module: nn.Module, args: Any, output: Any) -> None:
        if id(module) in names:
            close(names[id(module)])

    handles = [
        register_module_forward_pre_hook(enter),
        register_module_forward_hook(exit_, always_call=True),
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
        close(None)


def _nothing() -> None:
    """Leaving most modules takes nothing."""
