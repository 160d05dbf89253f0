# xavier_arrays: swapped
import numpy as np


def initialize_parameters_xavier(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(inputs, outputs) * np.sqrt(1 / inputs)
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


def initialize_parameters_glorot(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * np.sqrt(
            2 / (inputs + outputs)
        )
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters
