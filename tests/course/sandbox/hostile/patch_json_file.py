# held
import json


def attack():
    open(json.__file__, "a").write("x")
    return "escaped"
