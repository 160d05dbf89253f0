"""The three functions in the form of each of the five documents get full marks."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from initlab.course import exercise as exercises
from initlab.course.grading import grade
from initlab.course.judging import Law
from initlab.course.judging.digits import digits
from tests.course.in_process import InProcess

FORMS = sorted((Path(__file__).parent / "documents").glob("*.txt"))
# Which set the notebook's seed, 3; the notes set none and the blog sets 1.
SEEDED = {"first_edition", "second_edition", "older_edition"}


def as_notebook(text: str) -> str:
    cells = [{"cell_type": "code", "source": cell} for cell in text.split("\n# %%\n")]
    return json.dumps({"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": cells})


def graded(name: str, form: Path, folder: Path):
    path = folder / f"{form.stem}.ipynb"
    path.write_text(as_notebook(form.read_text(encoding="utf-8")), encoding="utf-8")
    return grade(exercises.load(name), path, InProcess)


def test_there_are_five():
    assert len(FORMS) == 5


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_documents_functions_get_full_marks(form, tmp_path):
    result = graded("initialization", form, tmp_path)
    assert [check for check in result.checks if check.outcome != "passed"] == []
    assert result.score == 1


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_only_the_notebooks_digits_are_the_notebooks(form, tmp_path):
    result = graded("seeded", form, tmp_path)
    if form.stem in SEEDED:
        assert result.score == 1
    else:
        failed = [check for check in result.checks if check.outcome == "failed"]
        assert [check.name for check in failed] == ["random_digits", "he_digits"]
        told = "not set inside" if form.stem == "notes" else "The seed is 1"
        assert all(told in check.hint for check in failed)


def test_the_exercise_asks_for_the_printed_digits():
    """As the documents print them, to 8 decimals."""
    printed = {
        (3, 2, 1): (
            Law("10", factor=10.0),
            [
                [[17.88628473, 4.36509851, 0.96497468], [-18.63492703, -2.77388203, -3.54758979]],
                [[-0.82741481, -6.27000677]],
            ],
        ),
        (2, 4, 1): (
            Law("√(2 / inputs)", factor=2**0.5, inputs=-0.5),
            [
                [
                    [1.78862847, 0.43650985],
                    [0.09649747, -1.8634927],
                    [-0.2773882, -0.35475898],
                    [-0.08274148, -0.62700068],
                ],
                [[-0.03098412, -0.33744411, -0.92904268, 0.62552248]],
            ],
        ),
    }
    for layers, (law, weights) in printed.items():
        ours = digits(list(pairwise(layers)), law, seed=3)
        for mine, theirs in zip(ours, weights, strict=True):
            assert np.round(mine, 8).tolist() == theirs
