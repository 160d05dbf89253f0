# held
import os


def attack():
    os.link("CANARY", "/tmp/hard")
    return "escaped"
