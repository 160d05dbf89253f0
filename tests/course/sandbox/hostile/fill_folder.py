# free
def attack():
    try:
        for number in range(1000):
            with open(f"/tmp/{number}", "wb") as file:
                file.write(bytes(1 << 20))
    except OSError:
        pass
    return 0
