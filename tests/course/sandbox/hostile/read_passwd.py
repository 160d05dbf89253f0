# held
def attack():
    open("/etc/passwd", "rb").read(100)
    return "escaped"
