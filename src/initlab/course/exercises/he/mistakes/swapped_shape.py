# matrix: swapped
import numpy as np


def he_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)
