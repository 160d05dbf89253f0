# held
import os


def attack():
    os.setuid(0)
    return "escaped"
