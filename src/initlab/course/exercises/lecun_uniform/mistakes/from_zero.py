# uniform_law: positive
import numpy as np


def lecun_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(0, np.sqrt(1 / inputs), (outputs, inputs))


def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    limit = np.sqrt(3 / inputs)
    return rng.uniform(0, limit, (outputs, inputs))
