# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(319, b"x", 0) < 0:
        raise OSError
    return "escaped"
