# held
import socket


def attack():
    socket.socket(socket.AF_UNIX).connect("UNIX")
    return "escaped"
