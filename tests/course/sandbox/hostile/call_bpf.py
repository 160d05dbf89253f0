# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(321, 0, 0, 0) < 0:
        raise OSError
    return "escaped"
