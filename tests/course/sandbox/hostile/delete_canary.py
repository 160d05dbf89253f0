# held
import os


def attack():
    os.unlink("CANARY")
    return "escaped"
