# held
def attack():
    open("/proc/1/maps", "rb").read(100)
    return "escaped"
