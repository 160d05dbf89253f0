# held
from urllib.request import urlopen


def attack():
    urlopen("http://127.0.0.1:PORT", timeout=1)
    return "escaped"
