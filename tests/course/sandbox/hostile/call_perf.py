# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(298, b"\0" * 120, 0, -1, -1, 0) < 0:
        raise OSError
    return "escaped"
