# held
def attack():
    open("CANARY", "w").write("changed")
    return "escaped"
