# held
def attack():
    open("CANARY", "rb").read(100)
    return "escaped"
