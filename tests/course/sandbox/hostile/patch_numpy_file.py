# held
import numpy as np


def attack():
    open(np.__file__, "a").write("x")
    return "escaped"
