# held
def attack():
    open("OTHER", "rb").read(100)
    return "escaped"
