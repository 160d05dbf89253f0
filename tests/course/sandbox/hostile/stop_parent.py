# held
import os


def attack():
    os.kill(os.getppid(), 19)
    return "escaped"
