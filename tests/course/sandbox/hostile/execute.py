# held
import os
import sys


def attack():
    os.execv(sys.executable, [sys.executable, "-c", ""])
    return "escaped"
