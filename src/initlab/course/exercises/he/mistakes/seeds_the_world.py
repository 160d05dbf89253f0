# world: generator of your own
import numpy as np


def he_normal(inputs, outputs, seed):
    np.random.seed(seed)
    return np.random.randn(outputs, inputs) * np.sqrt(2 / inputs)
