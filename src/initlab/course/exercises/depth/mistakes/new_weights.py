# lsuv_direction: given
import numpy as np


def mean_squares(layers_dims, variances):
    square, squares = 1.0, []
    for inputs, variance in zip(layers_dims, variances):
        square = inputs * variance * square / 2
        squares.append(square)
    return squares


def lsuv(weights, X):
    signal = np.array(X)
    scaled = []
    for given in weights:
        weight = np.random.default_rng(0).standard_normal(np.shape(given))
        sums = np.array(weight) @ signal
        deviation = np.std(sums)
        scaled.append(np.array(weight) / deviation)
        signal = np.maximum(sums / deviation, 0)
    return scaled
