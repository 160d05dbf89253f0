"""Practice in a notebook: the exercise's own checks, on functions of this process."""

import numpy as np
import pytest

from initlab.course.practice import practise
from initlab.errors import UserCodeError


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):  # noqa: E741
        std = np.sqrt(2 / layers_dims[l - 1])
        parameters[f"W{l}"] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * std
        parameters[f"b{l}"] = np.zeros((layers_dims[l], 1))
    return parameters


def test_a_right_function_is_told_so(capsys):
    assert practise("initialization", initialize_parameters_he)
    assert capsys.readouterr().out == "initialize_parameters_he: right, by 7 checks.\n"


def test_the_first_fault_is_told_with_its_hint(capsys):
    def unit_variance(weights, inputs):
        return np.asarray(weights) / np.var(np.asarray(weights) @ inputs)

    assert not practise("lsuv", unit_variance)
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith(
        "unit_variance: not yet. The variance of weights @ inputs should be 1"
    )
    assert told[1] == "Hint: It is divided by the variance: divide by its root, np.std."


def test_a_function_under_another_name_is_taken(capsys):
    def initialize_parameters_he_xavier(layers_dims):
        return initialize_parameters_he(layers_dims)

    assert practise("initialization", initialize_parameters_he_xavier)


def test_the_random_numbers_of_the_notebook_go_on_as_they_would(capsys):
    np.random.seed(8)
    expected = np.random.RandomState(8).randn(3)
    practise("initialization", initialize_parameters_he)
    assert np.array_equal(np.random.randn(3), expected)


def test_a_function_that_the_exercise_does_not_ask_for_is_refused():
    with pytest.raises(UserCodeError, match=r"The exercise he asks for he_normal; got print\."):
        practise("he", print)
