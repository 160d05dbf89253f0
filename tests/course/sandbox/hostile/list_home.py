# held
import os


def attack():
    os.listdir("HOME")[0]
    open("HOME/" + os.listdir("HOME")[0]).read()
    return "escaped"
