# held
def attack():
    open("CANARY", "a").write("changed")
    return "escaped"
