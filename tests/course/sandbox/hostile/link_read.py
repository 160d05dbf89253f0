# held
import os


def attack():
    os.symlink("CANARY", "/tmp/link")
    open("/tmp/link").read()
    return "escaped"
