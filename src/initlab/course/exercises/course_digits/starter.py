import numpy as np


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        # Two lines: the weights of layer l, then its biases.
        raise NotImplementedError
    return parameters
