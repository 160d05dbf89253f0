# held
def attack():
    open("/etc/shadow", "rb").read(100)
    return "escaped"
