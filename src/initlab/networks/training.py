"""Training one network: the definition that the compiled engine repeats bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np

from initlab.initializers import Parameters
from initlab.networks.batches import batches
from initlab.networks.examples import Examples
from initlab.networks.history import History, Observation
from initlab.networks.network import Network
from initlab.networks.outcome import Outcome
from initlab.networks.spec import Spec


def train(
    spec: Spec,
    data: Examples,
    test: Examples | None = None,
    *,
    parameters: Parameters | None = None,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Train one network and measure it at `spec.record_at` and at the end.

    Args:
        spec: network, start and training.
        data: the training examples.
        test: examples that are only measured.
        parameters: to begin with, instead of those that `spec` draws: one `Layer` per weight
            matrix, weights (outputs, inputs) and biases (outputs, 1).
        progress: called with the number of updates done, now and then.
    Returns: the outcome; a run with a parameter that is not finite ends there, as diverged.
    Raises: ShapeError: parameters that do not fit the sizes.

    >>> from initlab.networks import examples
    >>> spec = Spec((1, 1), initializer="zeros", iterations=100, learning_rate=1.0)
    >>> train(spec, examples(spec, [[-1.0, 1.0]], [0, 1])).final.train_accuracy
    1.0
    """
    network = Network(spec, spec.draw() if parameters is None else parameters, data)
    test_view = network.first.view(test.inputs) if test is not None else None
    due = set(spec.record_at)
    history: list[Observation] = []

    def observe(iteration: int) -> Observation:
        return network.observe(iteration, test, test_view)

    with np.errstate(all="ignore"):
        for iteration, columns in enumerate(islice(batches(spec, data.count), spec.iterations)):
            if iteration in due:
                history.append(observe(iteration))
            before = network.arrays
            network.update(columns)
            layer = network.first_layer_not_finite()
            if layer is not None:
                network.arrays = before
                return Outcome(
                    History.of(history),
                    observe(iteration),
                    network.parameters(),
                    iteration + 1,
                    layer,
                )
            if progress is not None and (iteration + 1) % 100 == 0:
                progress(iteration + 1)
        final = observe(spec.iterations)
    if progress is not None:
        progress(spec.iterations)
    if spec.iterations in due:
        history.append(final)
    return Outcome(History.of(history), final, network.parameters())
