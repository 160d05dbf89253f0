# held
def attack():
    open("/proc/PARENT/environ", "rb").read(100)
    return "escaped"
