"""Plans and results that need no training: what a store is given in its tests."""

import hashlib
import random
from math import inf

import numpy as np

from initlab.study.plan import Plan
from initlab.study.python_plan import plan
from initlab.study.record import Record, pack


def small_plan(seeds: int = 4, rates: int = 5, first_seed: int = 0) -> Plan:
    """Two initializers, some rates."""
    return plan(
        initializer=["he", "xavier"],
        learning_rate=[0.01 * (k + 1) for k in range(rates)],
        seeds=seeds,
        first_seed=first_seed,
    )


def result(run_id: bytes) -> Record:
    """A result made of the id alone, so that a test can say what it was; one in ten diverged."""
    rng = random.Random(hashlib.sha256(run_id).digest())
    points = np.array(
        [
            [50.0 * k, rng.random(), rng.randrange(300) / 300, rng.randrange(100) / 100]
            for k in range(9)
        ]
    )
    if rng.random() < 0.1:
        return Record(run_id, inf, None, None, rng.randrange(1, 2000), 2, pack(points))
    cost, train, test = points[-1, 1:].tolist()
    return Record(run_id, cost, train, test, None, None, pack(points))
