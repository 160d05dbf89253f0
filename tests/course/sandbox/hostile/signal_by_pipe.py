# held
import fcntl
import os
import signal


def attack():
    here, there = os.pipe()
    fcntl.fcntl(here, fcntl.F_SETOWN, PARENT)
    fcntl.fcntl(here, 10, signal.SIGKILL)  # F_SETSIG
    fcntl.fcntl(here, fcntl.F_SETFL, os.O_ASYNC)
    os.write(there, b"x")
    return "escaped"
