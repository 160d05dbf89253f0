# refused
def attack():
    parts = []
    while True:
        parts.append(bytearray(1 << 26))
