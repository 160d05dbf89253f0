# held
import subprocess
import sys


def attack():
    subprocess.run([sys.executable, "-c", ""], check=True)
    return "escaped"
