# held
def attack():
    open("/dev/vda", "rb").read(100)
    return "escaped"
