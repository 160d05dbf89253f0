# lsuv_list: Return a list
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
    for weight in weights:
        sums = np.array(weight) @ signal
        deviation = np.std(sums)
        scaled.append(np.array(weight) / deviation)
        signal = np.maximum(sums / deviation, 0)
    return {"W1": scaled[0]}
