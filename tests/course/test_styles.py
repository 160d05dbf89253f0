"""No right submission is marked wrong, in whatever style it is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from initlab.course import exercise as exercises
from initlab.course.grading import grade
from tests.course.in_process import InProcess

STYLES = Path(__file__).parent / "styles"
EXERCISE = exercises.load("initialization")


def styles() -> dict[str, str]:
    """Every section, after the solution, whose functions it replaces unless it is whole."""
    found = {}
    for path in sorted(STYLES.glob("*.txt")):
        for section in re.split(r"^# ---- ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            name, _, code = section.partition("\n")
            whole = code.startswith("import numpy as np\n")
            found[name] = code if whole else f"{EXERCISE.solution}\n\n{code}"
    return found


def as_notebook(source: str) -> str:
    """A notebook as students hand it in: text, magics, pictures, the code in cells."""
    cells = [
        {"cell_type": "markdown", "source": ["# Initialization\n"], "metadata": {}},
        {"cell_type": "code", "source": "%matplotlib inline\n!pip install h5py\nimport os?"},
        {"cell_type": "code", "source": source.splitlines(keepends=True), "outputs": [{"a": 1}]},
        {"cell_type": "code", "source": "%%time\nplt.plot(costs)"},
        {"cell_type": "raw", "source": "def initialize_parameters_he(): pass"},
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


STYLE_NAMES = list(styles())


def test_there_are_fifty():
    assert len(STYLE_NAMES) >= 50


@pytest.mark.parametrize("name", STYLE_NAMES)
def test_a_right_submission_passes_everything(name, tmp_path):
    source = styles()[name]
    # Every third as a notebook: the two forms share all that follows.
    notebook = STYLE_NAMES.index(name) % 3 == 0
    path = tmp_path / ("submission.ipynb" if notebook else "submission.py")
    path.write_text(as_notebook(source) if notebook else source, encoding="utf-8")
    result = grade(EXERCISE, path, InProcess)
    assert [check for check in result.checks if check.outcome != "passed"] == []
    assert result.score == 1
