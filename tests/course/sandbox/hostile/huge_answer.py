# refused
import numpy as np


def attack():
    return np.ones((9 << 20,))
