"""What a run costs: multiply-adds, and numbers kept while it trains."""

from __future__ import annotations

from itertools import pairwise

from initlab.networks import Spec


def parameters(sizes: tuple[int, ...]) -> int:
    """Weights and biases of a network.

    >>> parameters((2, 10, 5, 1))
    91
    """
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


def multiply_adds(spec: Spec, examples: int) -> int:
    """Of one run: forward, backward, update, and what is measured on the way.

    Forward, the gradient of the weights, and what flows back to every layer but the inputs, cost
    one multiply-add per weight and example each; an update one per parameter, a measurement one
    forward and one backward pass over all examples.

    >>> multiply_adds(Spec((2, 10, 5, 1), iterations=10), examples=100)
    205910
    """
    sizes = spec.sizes
    if spec.uses_dual(examples):  # the first layer sees products of examples, not features
        sizes = (examples, *sizes[1:])
    products = [inputs * outputs for inputs, outputs in pairwise(sizes)]
    per_example = 3 * sum(products) - products[0]
    batch = min(spec.batch_size or examples, examples)
    each = per_example * batch + parameters(sizes)
    # With all examples in the batch the pass of the update is the pass of the measurement.
    measured = 0 if batch == examples else len(spec.record_at) * per_example * examples
    return spec.iterations * each + measured
