"""
An initializer of your own
==========================

``compare`` takes functions: of the layers' sizes, or of one weight's shape and a random
generator.
"""

import matplotlib.pyplot as plt
import numpy as np

import initlab


def sparse_he(shape, rng):
    """He's variance, from a fifth of the weights."""
    inputs = shape[1]
    kept = rng.uniform(size=shape) < 0.2
    return kept * rng.standard_normal(shape) * np.sqrt(2 / (0.2 * inputs))


race = initlab.compare(
    "digits",
    [sparse_he, "he", "orthogonal"],
    layers=[64, 32],
    learning_rate=0.1,
    iterations=300,
    seeds=5,
)
print(race.verdict)
race.plot(plt.subplots(figsize=(7, 3.8))[1])
plt.show()
