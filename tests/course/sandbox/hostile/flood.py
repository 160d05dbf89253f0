# free
def attack():
    for _ in range(1000):
        print("x" * 100000)
    return 0
