# refused
def attack():
    return attack()
