# held
import os


def attack():
    os.setpriority(os.PRIO_PROCESS, PARENT, 19)
    return "escaped"
