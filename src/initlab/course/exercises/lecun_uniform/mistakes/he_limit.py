# uniform_law: √2 for √1
import numpy as np


def lecun_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(0, np.sqrt(1 / inputs), (outputs, inputs))


def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    limit = np.sqrt(6 / inputs)
    return rng.uniform(-limit, limit, (outputs, inputs))
