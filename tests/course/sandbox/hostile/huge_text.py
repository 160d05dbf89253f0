# refused
def attack():
    return "x" * (2 << 20)
