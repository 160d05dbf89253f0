"""The package is there when it is asked for, and says so when PyTorch is not."""

import subprocess
import sys

import initlab


def ran(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_without_pytorch_one_line_says_how_to_install_it():
    # None in sys.modules is what Python has for a module that cannot be imported.
    code = """
import sys
sys.modules["torch"] = None
from initlab import *
from initlab.errors import InitlabError
import initlab
for name in ("torch", "check"):
    try:
        getattr(initlab, name)
    except InitlabError as error:
        print(error)
"""
    line = "initlab.torch needs PyTorch, which is not installed: pip install 'initlab[torch]'.\n"
    assert ran(code) == 2 * line


def test_the_package_is_an_attribute_of_initlab():
    import torch

    assert initlab.torch.initialize(torch.nn.Linear(2, 1), "zeros")["weight"].entry == "zeros"


def test_everything_public_is_there():
    for name in (*initlab.torch.__all__, *dir(initlab.torch)):
        assert getattr(initlab.torch, name) is not None
