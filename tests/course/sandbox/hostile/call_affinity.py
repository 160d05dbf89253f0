# held
import os


def attack():
    os.sched_setaffinity(PARENT, {0})
    return "escaped"
