# held
import os


def attack():
    os.rename("CANARY", "CANARY.gone")
    return "escaped"
