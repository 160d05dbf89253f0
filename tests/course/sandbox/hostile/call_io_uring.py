# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(425, 8, b"\0" * 120) < 0:
        raise OSError
    return "escaped"
