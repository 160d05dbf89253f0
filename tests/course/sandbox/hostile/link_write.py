# held
import os


def attack():
    os.symlink("CANARY", "/tmp/link")
    open("/tmp/link", "w").write("x")
    return "escaped"
