"""The commands that README and the pages show, each copied as it stands, in one folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
ELSEWHERE = ("make ", "pip ", "dask ")  # make's are CI itself; the others change the machine
NEEDS = ("--executor dask", "package.module", "ids:", "jupyter")  # what is not in the folder
MODEL = """
import torch
from torch import nn

class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(7200, 10))
"""
PHI = "import numpy as np\n\ndef phi(z):\n    return np.maximum(z, 0.1 * z)\n"


@pytest.fixture
def folder(tmp_path):
    """What the pages suppose: a model, a function, a notebook, a folder of pictures."""
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "mine.py").write_text(PHI)
    (tmp_path / "notebook.py").write_text("import init_utils, public_tests\n")
    (tmp_path / "pets").mkdir()
    rng = np.random.default_rng(0)
    for k in range(12):
        pixels = rng.integers(0, 255, (8, 8, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / "pets" / f"{('cat', 'dog')[k % 2]}.{k}.png")
    return tmp_path


def commands(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    return [
        line
        for line in lines
        if not line.startswith(ELSEWHERE) and not any(word in line for word in NEEDS)
    ]


@pytest.mark.parametrize(
    "page",
    ["README.md", "docs/tutorial.md", "docs/study.md", "docs/check.md", "docs/playground.md"],
)
def test_every_command_works_as_it_stands(page, folder):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = commands(page)
    assert found
    for line in found:
        ended = subprocess.run(
            ["bash", "-c", line],
            cwd=folder,
            env={**os.environ, "PATH": path, "BROWSER": "true"},  # no window opens
            capture_output=True,
            text=True,
            timeout=120,
        )
        # 1 is the check's way to say that it found something.
        assert ended.returncode in ((0, 1) if "check" in line else (0,)), f"{line}\n{ended.stderr}"
