# free
import json


def attack():
    json.loads = None
    return 0
