# free
import threading
import time


def attack():
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return 0
