# held
import os


def attack():
    os.fork()
    return "escaped"
