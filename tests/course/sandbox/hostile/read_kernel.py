# held
def attack():
    open("/dev/kmsg", "rb").read(100)
    return "escaped"
