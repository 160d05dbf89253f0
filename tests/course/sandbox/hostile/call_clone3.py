# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(435, b"\0" * 88, 88) < 0:
        raise OSError
    return "escaped"
