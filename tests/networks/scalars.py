"""A second witness of every sum: plain Python loops over floats, in the order of the formulas."""

import numpy as np


def weighted_sum(start, weights, inputs):
    outputs, count = weights.shape
    result = np.zeros((outputs, inputs.shape[1]))
    for o in range(outputs):
        for e in range(inputs.shape[1]):
            total = float(np.broadcast_to(start, result.shape)[o, e])
            for i in range(count):
                total = total + float(weights[o, i]) * float(inputs[i, e])
            result[o, e] = total
    return result


def total(values):
    result = 0.0
    for value in values:
        result = result + float(value)
    return result


def weight_gradient(dz, inputs):
    return np.array(
        [
            [total(float(d) * float(x) for d, x in zip(row, line, strict=True)) for line in inputs]
            for row in dz
        ]
    )
