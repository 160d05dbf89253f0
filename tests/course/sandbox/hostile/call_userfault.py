# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(323, 0) < 0:
        raise OSError
    return "escaped"
