import numpy as np


def unit_variance(weights, inputs):
    weights, inputs = np.asarray(weights), np.asarray(inputs)
    # One line: divide by what you measure.
    raise NotImplementedError
