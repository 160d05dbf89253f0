"""Which examples each update sees, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from initlab import streams
from initlab.networks.first_layer import Columns
from initlab.networks.spec import Spec

STREAM = "batches"  # epoch k takes its k-th permutation, by the seed of the spec


def batches(spec: Spec, examples: int) -> Iterator[Columns]:
    """The columns of update 0, 1, 2 …, without end.

    Full batches see all examples in their own order. Mini-batches cut each epoch's order into
    `spec.batch_size` examples; the last batch of an epoch is what remains.
    """
    if spec.batch_size is None or spec.batch_size >= examples:
        while True:
            yield slice(None)
    for epoch in count():
        order = streams.permutation(spec.seed, STREAM, epoch, examples)
        for first in range(0, examples, spec.batch_size):
            yield order[first : first + spec.batch_size]
