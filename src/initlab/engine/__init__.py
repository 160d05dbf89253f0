"""The definition of `networks/`, compiled: thousands of networks at once, the same bits.

>>> from initlab import datasets
>>> from initlab.engine import train
>>> from initlab.networks import Spec
>>> specs = [Spec((2, 10, 5, 1), seed=seed, iterations=100) for seed in range(4)]
>>> [round(outcome.final.cost, 3) for outcome in train(specs, datasets.load("circles"))]
[0.701, 0.698, 0.707, 0.735]
"""

from initlab.engine.training import kernel_missing, train

__all__ = ["kernel_missing", "train"]
