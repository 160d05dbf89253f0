# held
import ctypes


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    for number in (70, 71, 66, 31):  # msgrcv, msgctl, semctl, shmctl, of another's by its number
        if libc.syscall(number, 0, 0, 0, 0, 0) >= 0 or ctypes.get_errno() != 1:
            return "escaped"
    raise PermissionError("none of them")
