# normal_law: weights are uniform
import numpy as np


def lecun_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (outputs, inputs)) * np.sqrt(3 / inputs)


def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    limit = np.sqrt(3 / inputs)
    return rng.uniform(-limit, limit, (outputs, inputs))
