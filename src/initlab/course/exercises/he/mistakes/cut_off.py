# law: cut off
import numpy as np


def he_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return np.clip(rng.standard_normal((outputs, inputs)), -1.5, 1.5) * 1.1342 * np.sqrt(2 / inputs)
