# held
import os


def attack():
    os.setsid()
    return "escaped"
