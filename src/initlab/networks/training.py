"""Training one network: the definition that the compiled engine repeats bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np

from initlab.initializers import Parameters
from initlab.networks.batches import batches
from initlab.networks.examples import Examples
from initlab.networks.network import Network
from initlab.networks.outcome import Observation, Outcome
from initlab.networks.spec import Spec


def train(
    spec: Spec,
    parameters: Parameters,
    data: Examples,
    test: Examples | None = None,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Train one network from `parameters` and measure it at `spec.record_at` and at the end.

    Args:
        spec: network and training.
        parameters: one `Layer` per weight matrix, weights (outputs, inputs), biases (outputs, 1).
        data: the training examples.
        test: examples that are only measured.
        progress: called with the number of updates done, now and then.
    Returns: the outcome; a run with a parameter that is not finite ends there, as diverged.
    Raises: ShapeError: parameters that do not fit the sizes.

    >>> from initlab import initializers
    >>> from initlab.networks import examples
    >>> spec = Spec((1, 1), iterations=100, learning_rate=1.0)
    >>> data = examples(spec, [[-1.0, 1.0]], [0, 1])
    >>> train(spec, initializers.get("zeros").draw((1, 1), seed=0), data).final.train_accuracy
    1.0
    """
    network = Network(spec, parameters, data)
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
                    tuple(history), observe(iteration), network.parameters(), iteration + 1, layer
                )
            if progress is not None and iteration % 100 == 0:
                progress(iteration)
        final = observe(spec.iterations)
    if spec.iterations in due:
        history.append(final)
    return Outcome(tuple(history), final, network.parameters())
