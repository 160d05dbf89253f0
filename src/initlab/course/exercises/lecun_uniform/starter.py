import numpy as np


def lecun_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    raise NotImplementedError


def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    raise NotImplementedError
