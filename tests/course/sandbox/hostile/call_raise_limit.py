# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(160, 9, b"\xff" * 16) < 0:
        raise OSError
    return "escaped"
