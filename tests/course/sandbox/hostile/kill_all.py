# held
import os


def attack():
    os.kill(-1, 9)
    return "escaped"
