# lsuv_scale: of its own inputs
import numpy as np


def mean_squares(layers_dims, variances):
    square, squares = 1.0, []
    for inputs, variance in zip(layers_dims, variances):
        square = inputs * variance * square / 2
        squares.append(square)
    return squares


def lsuv(weights, X):
    scaled = []
    for weight in weights:
        # Every layer is given noise of the right size, none of it what it will see.
        sums = np.array(weight) @ np.random.default_rng(0).standard_normal((len(weight[0]), 99))
        scaled.append(np.array(weight) / np.std(sums))
    return scaled
