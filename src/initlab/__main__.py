"""`python -m initlab` is `initlab`."""

from initlab.cli.main import run

if __name__ == "__main__":
    run()
