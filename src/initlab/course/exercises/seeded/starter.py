import numpy as np


def initialize_parameters_random(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        # The weights of layer l, then its biases. Where does the seed belong?
        raise NotImplementedError
    return parameters


def initialize_parameters_he(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        raise NotImplementedError
    return parameters
