# squares_values: before ReLU
import numpy as np


def mean_squares(layers_dims, variances):
    square, squares = 1.0, []
    for inputs, variance in zip(layers_dims, variances):
        squares.append(inputs * variance * square)
        square = inputs * variance * square / 2
    return squares


def lsuv(weights, X):
    signal = np.array(X)
    scaled = []
    for weight in weights:
        sums = np.array(weight) @ signal
        deviation = np.std(sums)
        scaled.append(np.array(weight) / deviation)
        signal = np.maximum(sums / deviation, 0)
    return scaled
