# law: weights are uniform
import numpy as np


def he_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (outputs, inputs)) * np.sqrt(2 / inputs)
