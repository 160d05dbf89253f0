# held
import sys


def attack():
    open(sys.argv[0], "a").write("x")
    return "escaped"
