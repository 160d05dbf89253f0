# held
import os


def attack():
    os.utime("CANARY")
    return "escaped"
