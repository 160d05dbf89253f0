"""The page's modules, run in Node."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from initlab import networks

ROOT = Path(__file__).parents[2]
PLAYGROUND = ROOT / "playground"
SHIPPED = PLAYGROUND / "kernel.wasm"


@pytest.fixture(scope="session")
def packages():
    """Where the page's packages are: installed, and those that package-lock.json names."""
    if not (shutil.which("node") and shutil.which("npm")):
        assert not os.environ.get("CI"), "CI needs Node: .ci/run installs it"
        pytest.skip("Node is not installed; CI has it and runs this (Debian: nodejs, npm)")
    with (PLAYGROUND / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several workers one installs
        command = ["make", "--silent", "playground/node_modules/.package-lock.json"]
        subprocess.run(command, cwd=ROOT, check=True)
    return PLAYGROUND / "node_modules"


@pytest.fixture(scope="session")
def page(packages):
    """`page(command, request, wasm)`: what page.mjs answers."""

    def ask(command, request, wasm=SHIPPED):
        answer = subprocess.run(
            ["node", ROOT / "tests" / "playground" / "page.mjs", wasm],
            input=json.dumps([command, request]),
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    return ask


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f8").tobytes()).decode()


def decoded(text):
    return np.frombuffer(base64.b64decode(text), dtype="<f8")


def for_page(spec):
    """A spec as the page has it."""
    return {
        "sizes": spec.sizes,
        "activation": spec.activation,
        "loss": spec.loss,
        "initializer": spec.start.name,
        "seed": spec.seed,
        "learningRate": spec.learning_rate,
        "optimizer": spec.optimizer,
        "momentum": spec.momentum,
        "beta2": spec.beta2,
        "epsilon": spec.epsilon,
        "batchSize": spec.batch_size,
        "l2": spec.l2,
    }


def examples_for_page(spec, x, y):
    """Examples as the page has them, in the form of the spec's loss."""
    data = networks.examples(spec, x, y)
    return {
        "features": len(data.inputs),
        "count": data.count,
        "inputs": encoded(data.inputs),
        "targets": encoded(data.targets),
    }
