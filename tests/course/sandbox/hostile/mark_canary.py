# held
import os


def attack():
    os.setxattr("CANARY", "user.mark", b"x")
    return "escaped"
