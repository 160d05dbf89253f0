# free
import atexit
import time


def attack():
    atexit.register(time.sleep, 600)
    return 0
