# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(250, 0, -3, 1) < 0:
        raise OSError
    return "escaped"
