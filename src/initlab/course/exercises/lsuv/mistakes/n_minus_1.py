# variance: ddof
import numpy as np


def unit_variance(weights, inputs):
    weights, inputs = np.asarray(weights), np.asarray(inputs)
    return weights / np.std(weights @ inputs, ddof=1)
