"""`python -m initlab` is `initlab`."""

from initlab.cli.entry import run

if __name__ == "__main__":
    run()
