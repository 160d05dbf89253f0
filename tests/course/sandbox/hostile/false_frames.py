# refused
import os


def attack():
    for descriptor in range(3, 30):
        try:
            os.write(descriptor, b"\xff" * 4096)
        except OSError:
            pass
