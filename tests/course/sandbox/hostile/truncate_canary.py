# held
import os


def attack():
    os.truncate("CANARY", 0)
    return "escaped"
