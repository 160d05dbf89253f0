# held
import os


def attack():
    os.chmod("CANARY", 0o777)
    return "escaped"
