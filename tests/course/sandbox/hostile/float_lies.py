# free
class Lies(float):
    def hex(self):
        return "no number"


def attack():
    return Lies(1)
