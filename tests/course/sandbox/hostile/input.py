# refused
def attack():
    return input()
