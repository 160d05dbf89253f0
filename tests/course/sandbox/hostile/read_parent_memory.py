# held
def attack():
    open("/proc/PARENT/mem", "rb").read(100)
    return "escaped"
