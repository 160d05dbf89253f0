# held
import os
import time


def attack():
    if os.fork() == 0:
        os.setsid()
        os.fork()
        time.sleep(600)
    return "escaped"
