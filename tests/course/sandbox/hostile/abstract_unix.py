# held
import socket


def attack():
    socket.socket(socket.AF_UNIX).connect("\0initlab-canary")
    return "escaped"
