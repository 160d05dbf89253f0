# refused
import numpy as np


def attack():
    return np.array([object()])
