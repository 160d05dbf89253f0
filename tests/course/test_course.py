"""The drop-in folder: found by name, cheap to ask for, and complete on its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from initlab.course import path

NOTEBOOK = """
import sys
import numpy as np
from public_tests import *
from init_utils import sigmoid, relu, compute_loss, forward_propagation, backward_propagation
from init_utils import update_parameters, predict, load_dataset, plot_decision_boundary, predict_dec
from coding_neural_network_from_scratch import (
    L_model_forward, compute_cost, L_model_backward, update_parameters, accuracy)
from load_dataset import load_dataset_catvsdog

def initialize_parameters_zeros(sizes):
    return {name: array for k in range(1, len(sizes)) for name, array in (
        (f"W{k}", np.zeros((sizes[k], sizes[k - 1]))), (f"b{k}", np.zeros((sizes[k], 1))))}

initialize_parameters_zeros_test(initialize_parameters_zeros)
print([name for name in sys.modules if name.split(".")[0] in ("initlab", "matplotlib", "h5py")])
"""


def test_a_notebook_finds_the_helpers_on_pythonpath_and_needs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notebook.py").write_text(NOTEBOOK)
    printed = run("notebook.py", cwd=tmp_path, pythonpath=str(path()))
    assert printed == "\033[92m All tests passed.\n[]\n"


def test_asking_for_the_folder_loads_neither_numpy_nor_matplotlib(tmp_path: Path) -> None:
    code = (
        "import sys, initlab; before = set(sys.modules); import initlab.course as course; "
        "new = set(sys.modules) - before; print(new & {'numpy', 'matplotlib', 'sklearn'}); "
        "print(course.path())"
    )
    here = os.environ.get("PYTHONPATH", "")
    package = str(Path(path()).parents[2])  # src, or site-packages
    printed = run("-c", code, cwd=tmp_path, pythonpath=os.pathsep.join([package, here]))
    assert printed == f"set()\n{path()}\n"


def test_the_documents_modules_import_without_matplotlib(tmp_path: Path) -> None:
    code = (
        "import sys, initlab.course.notebook, initlab.course.notes, initlab.course.blog; "
        "print('matplotlib' in sys.modules, 'sklearn' in sys.modules)"
    )
    printed = run("-c", code, cwd=tmp_path, pythonpath=str(Path(path()).parents[2]))
    assert printed == "False False\n"


def run(*arguments: str, cwd: Path, pythonpath: str) -> str:
    """What `python ARGUMENTS` prints, started in `cwd`."""
    environment = os.environ | {"PYTHONPATH": pythonpath, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
