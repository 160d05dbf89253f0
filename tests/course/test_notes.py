"""The notes' initializations: scaled draws of whatever state NumPy is in."""

from __future__ import annotations

import numpy as np
import pytest

from initlab.course import notes

# Standard deviations for a layer of 8 inputs and 2 outputs, from the formulas in the notes.
DEVIATIONS = {"zeros": 0.0, "random": 10.0, "he": 0.5, "glorot": 0.2**0.5}


@pytest.mark.parametrize("name", DEVIATIONS)
def test_weights_are_the_callers_draws_times_the_deviation(name: str) -> None:
    np.random.seed(7)
    parameters = getattr(notes, f"initialize_parameters_{name}")([8, 2, 3])
    stream = np.random.RandomState(7)
    assert list(parameters) == ["W1", "b1", "W2", "b2"]
    assert parameters["W1"] == pytest.approx(stream.randn(2, 8) * DEVIATIONS[name], rel=1e-15)
    assert parameters["W2"].shape == (3, 2)
    assert parameters["b1"].tolist() == [[0.0], [0.0]]
    assert parameters["b2"].tolist() == [[0.0], [0.0], [0.0]]


@pytest.mark.parametrize("name", ["random", "he", "glorot"])
def test_no_seed_is_set(name: str) -> None:
    initialize = getattr(notes, f"initialize_parameters_{name}")
    assert (initialize([4, 3])["W1"] != initialize([4, 3])["W1"]).all()


@pytest.mark.parametrize("name", ["random", "he", "glorot"])
def test_layers_are_drawn_in_order_from_one_stream(name: str) -> None:
    np.random.seed(7)
    parameters = getattr(notes, f"initialize_parameters_{name}")([2, 1, 2])
    ratio = parameters["W2"].ravel() / np.random.RandomState(7).randn(4)[2:]
    assert ratio[0] == pytest.approx(ratio[1], rel=1e-12)
