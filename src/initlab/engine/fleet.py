"""Networks of one shape in the compiled kernel: arrays in, outcomes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab import activations, streams
from initlab.elementary import Array
from initlab.engine.grouping import lanes_for
from initlab.initializers import Layer, Parameters
from initlab.networks import Examples, History, Outcome, Spec
from initlab.networks.batches import STREAM
from initlab.networks.spec import LOSSES, OPTIMIZERS

POLL_S = 0.02  # between two looks at Ctrl-C


@dataclass(frozen=True)
class Job:
    """One network to train: its place among the caller's, and everything that training needs."""

    position: int
    spec: Spec
    train: Examples
    test: Examples | None
    parameters: Parameters


def shape_of(spec: Spec) -> tuple[object, ...]:
    """What networks must share to be trained side by side."""
    return (
        spec.sizes,
        spec.activation,
        spec.loss,
        spec.optimizer,
        spec.batch_size,
        spec.l2 > 0.0,
        spec.iterations,
        spec.record_at,
    )


class Fleet:
    """Jobs of one shape, loaded into the kernel."""

    def __init__(self, kernel: ModuleType, jobs: list[Job], threads: int) -> None:
        self._kernel = kernel
        self._jobs = jobs
        self._threads = threads
        self._spec = jobs[0].spec
        self._data = jobs[0].train
        self._test = jobs[0].test
        self._width, self._per_group = lanes_for(kernel.lane_widths(), len(jobs), threads)
        self._records = [i for i in self._spec.record_at if i < self._spec.iterations]
        self._dual = self._spec.uses_dual(self._data.count)
        self._fleet = self._loaded()

    def run(self, keep: Callable[[Job, Outcome], None], tell: Callable[[int], None]) -> None:
        """Train all and hand out each outcome once; if interrupted, those that are finished."""
        waiting = set(range(len(self._jobs)))
        self._fleet.start(min(self._threads, -(-len(self._jobs) // self._per_group)))
        try:
            while not self._fleet.wait(POLL_S):
                tell(self._fleet.done)
                self._hand_out(waiting, keep)
        finally:
            self._fleet.stop()
            self._hand_out(waiting, keep)
        tell(self._fleet.done)

    def _hand_out(self, waiting: set[int], keep: Callable[[Job, Outcome], None]) -> None:
        finished = self._fleet.finished
        ready = [k for k in sorted(waiting) if finished[k]]
        if not ready:
            return
        trained = self._parameters(ready)
        for k, parameters in zip(ready, trained, strict=True):
            waiting.discard(k)  # first: `keep` may raise, and no outcome is handed out twice
            keep(self._jobs[k], self._outcome(k, parameters))

    def _loaded(self) -> Any:
        spec = self._spec
        first = [job.parameters[0].weights for job in self._jobs]
        inputs, tests = self._data.inputs, np.zeros((len(self._data.inputs), 0))
        targets = np.zeros((len(self._data.targets), 0))
        if self._test is not None:
            tests, targets = self._test.inputs, self._test.targets
        offsets = test_offsets = np.zeros((0, 0, 0))
        sizes = list(spec.sizes)
        if self._dual:
            wide, wide_tests = inputs, tests
            weights = np.stack(first)
            offsets = self._offsets(weights, wide)
            test_offsets = self._offsets(weights, wide_tests)
            inputs, tests = self._gram(wide, wide), self._gram(wide, wide_tests)
            sizes[0] = self._data.count
        return self._kernel.Fleet(
            width=self._width,
            per_group=self._per_group,
            sizes=sizes,
            activation=activations.names().index(spec.activation),
            loss=LOSSES.index(spec.loss),
            optimizer=OPTIMIZERS.index(spec.optimizer),
            batch=min(spec.batch_size or self._data.count, self._data.count),
            dual=self._dual,
            decay=spec.l2 > 0.0,
            stream_tag=streams.tag(STREAM),
            train_x=inputs,
            train_y=self._data.targets,
            test_x=tests,
            test_y=targets,
            settings=np.array([_settings(job.spec) for job in self._jobs]),
            seeds=np.array([job.spec.seed for job in self._jobs], dtype=np.uint64),
            parameters=np.stack([self._flat(job.parameters) for job in self._jobs]),
            offsets=offsets,
            test_offsets=test_offsets,
            records=self._records,
            iterations=spec.iterations,
        )

    def _gram(self, left: Array, right: Array) -> Array:
        return self._kernel.gram(self._width, left, right, self._threads)

    def _offsets(self, weights: Array, data: Array) -> Array:
        return self._kernel.offsets(self._width, weights, data, self._threads)

    def _flat(self, parameters: Parameters) -> Array:
        """One row of the kernel's parameters: per layer weights, then biases; C and s if dual."""
        (weights, biases), *rest = parameters
        learned = [weights.ravel()]
        if self._dual:
            learned = [np.zeros(len(weights) * self._data.count), np.ones(1)]
        return np.concatenate(
            [*learned, biases.ravel(), *(part.ravel() for layer in rest for part in layer)]
        )

    def _parameters(self, which: list[int]) -> list[Parameters]:
        """The trained parameters of some of the networks, in the usual form."""
        flat = self._fleet.parameters[which]
        outputs, inputs = self._spec.sizes[1], self._spec.sizes[0]
        if not self._dual:
            return [_layers(self._spec, row) for row in flat]
        learned = outputs * self._data.count
        weights = self._kernel.dual_weights(
            self._width,
            np.stack([self._jobs[k].parameters[0].weights for k in which]),
            np.ascontiguousarray(flat[:, :learned]).reshape(-1, outputs, self._data.count),
            np.ascontiguousarray(flat[:, learned]),
            self._data.inputs,
            self._threads,
        )
        rest = flat[:, learned + 1 :]
        return [
            _layers(self._spec, row, first=first.reshape(outputs, inputs))
            for row, first in zip(rest, weights, strict=True)
        ]

    def _outcome(self, k: int, parameters: Parameters) -> Outcome:
        spec, fleet = self._spec, self._fleet
        diverged_at = int(fleet.diverged_at[k]) or None
        last = spec.iterations if diverged_at is None else diverged_at - 1
        seen = [iteration for iteration in self._records if iteration <= last]
        measured = np.vstack([fleet.history[k][: len(seen)], fleet.final[k]])
        whole = History(self._table([*seen, last], measured))
        recorded = diverged_at is None and last in spec.record_at
        return Outcome(
            whole if recorded else whole[:-1],
            whole[-1],
            parameters,
            diverged_at,
            int(fleet.diverged_layer[k]) or None,
        )

    def _table(self, iterations: list[int], measured: NDArray[np.float64]) -> Array:
        """The kernel's measurements as those of a history."""
        table = np.column_stack([iterations, measured])
        if self._spec.loss == "squared":
            table[:, 2:4] = nan  # nothing is classified
        elif self._test is None:
            table[:, 3] = nan
        return table


def _settings(spec: Spec) -> tuple[float, ...]:
    return spec.learning_rate, spec.momentum, spec.beta2, spec.epsilon, spec.l2


def _layers(spec: Spec, row: Array, first: Array | None = None) -> Parameters:
    """Cut one row of parameters into layers; `first` are weights that the row does not hold."""
    layers = []
    at = 0
    for inputs, outputs in zip(spec.sizes, spec.sizes[1:], strict=False):
        if first is not None:
            weights, first = first, None
        else:
            weights = row[at : at + outputs * inputs].reshape(outputs, inputs)
            at += outputs * inputs
        layers.append(Layer(weights, row[at : at + outputs].reshape(outputs, 1)))
        at += outputs
    return tuple(layers)
