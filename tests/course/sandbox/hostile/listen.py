# held
import socket


def attack():
    socket.create_server(("127.0.0.1", 0))
    return "escaped"
