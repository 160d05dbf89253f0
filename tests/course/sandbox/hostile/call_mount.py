# held
import ctypes


def attack():
    if ctypes.CDLL(None).syscall(165, b"x", b"/tmp", b"tmpfs", 0, 0) < 0:
        raise OSError
    return "escaped"
