# digits: last to the first
import numpy as np


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(len(layers_dims) - 1, 0, -1):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * np.sqrt(2 / inputs)
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters
