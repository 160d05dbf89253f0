import numpy as np


def initialize_parameters_xavier(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        raise NotImplementedError
    return parameters


def initialize_parameters_glorot(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        raise NotImplementedError
    return parameters
