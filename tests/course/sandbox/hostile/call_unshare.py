# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(272, 0x10000000) < 0:
        raise OSError
    return "escaped"
