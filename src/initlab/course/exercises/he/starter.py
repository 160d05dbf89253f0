import numpy as np


def he_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    # One line: draw the weights from rng.
    raise NotImplementedError
