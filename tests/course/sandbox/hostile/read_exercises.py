# held
def attack():
    open("EXERCISE", "rb").read(100)
    return "escaped"
