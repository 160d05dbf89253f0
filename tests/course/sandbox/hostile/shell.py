# held
import os


def attack():
    if os.system("true") != 0:
        raise OSError
    return "escaped"
