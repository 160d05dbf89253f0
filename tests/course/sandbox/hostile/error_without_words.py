# refused
class Silent(BaseException):
    def __str__(self):
        raise SystemExit


def attack():
    raise Silent
