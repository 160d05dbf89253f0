# uniform_world: generator of your own
import numpy as np


def lecun_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(0, np.sqrt(1 / inputs), (outputs, inputs))


def lecun_uniform(inputs, outputs, seed):
    np.random.seed(seed)
    rng = np.random.RandomState(seed)
    limit = np.sqrt(3 / inputs)
    return rng.uniform(-limit, limit, (outputs, inputs))
