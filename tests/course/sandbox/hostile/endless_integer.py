# refused
def attack():
    return 10 ** (10**9)
