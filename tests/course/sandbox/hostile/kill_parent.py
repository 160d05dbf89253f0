# held
import os


def attack():
    os.kill(PARENT, 9)
    return "escaped"
