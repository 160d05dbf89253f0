# numbers: float64
import numpy as np


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        W = np.random.randn(outputs, inputs) * np.sqrt(2 / inputs)
        parameters["W" + str(l)] = W.astype(np.float32)
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters
