"""Functions of the user's: both ways to be called, and everything they may do wrong."""

import numpy as np
import pytest

from initlab import initializers
from initlab.errors import ShapeError, UserCodeError
from initlab.initializers.own import wrap

FILE = """
import numpy as np
def from_sizes(layers_dims):
    return {
        f"{kind}{l}": np.random.randn(layers_dims[l], layers_dims[l - 1] if kind == "W" else 1)
        for l in range(1, len(layers_dims)) for kind in "Wb"
    }
def from_shape(shape, rng):
    return rng.standard_normal(shape)
number = 3
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    return path


def test_a_function_of_the_layer_sizes_is_seeded_and_the_world_is_not(file):
    own = initializers.parse(f"{file}:from_sizes")
    np.random.seed(99)
    before = np.random.get_state()[1].copy()
    layers = own.draw((2, 3, 1), seed=3)
    np.testing.assert_array_equal(np.random.get_state()[1], before)
    expected = np.random.RandomState(3).randn(3, 2)
    np.testing.assert_array_equal(layers[0].weights, expected)
    assert own.draw((2, 3, 1), seed=4)[0].weights[0, 0] != expected[0, 0]


def test_a_function_of_shape_and_rng_draws_like_the_catalogue(file):
    own = initializers.parse(f"{file}:from_shape")
    unit = initializers.parse("random:scale=1")
    for mine, theirs in zip(own.draw((4, 3, 2), 7), unit.draw((4, 3, 2), 7), strict=True):
        np.testing.assert_array_equal(mine.weights, theirs.weights)
        np.testing.assert_array_equal(mine.biases, theirs.biases)


def test_a_function_in_a_package_here(tmp_path, monkeypatch):
    (tmp_path / "package_of_mine").mkdir()
    (tmp_path / "package_of_mine" / "starts.py").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    assert initializers.parse("package_of_mine.starts:from_shape").draw((1, 1), 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{file}:nothing", "has no function 'nothing'"),
        ("{file}:number", "has no function 'number'"),
        ("missing.py:f", "No file missing.py"),
        ("no_such_module:f", "ModuleNotFoundError"),
    ],
)
def test_a_function_that_cannot_be_loaded(file, text, words):
    with pytest.raises(UserCodeError, match=words):
        initializers.parse(text.format(file=file))


def test_a_file_that_raises_when_loaded(tmp_path):
    (tmp_path / "bad.py").write_text("1 / 0")
    with pytest.raises(UserCodeError, match="ZeroDivisionError"):
        initializers.parse(f"{tmp_path}/bad.py:f")


def zeros(sizes):
    return {
        f"{kind}{layer}": np.zeros((sizes[layer], sizes[layer - 1] if kind == "W" else 1))
        for layer in range(1, len(sizes))
        for kind in "Wb"
    }


def without(sizes, key):
    return {name: value for name, value in zeros(sizes).items() if name != key}


@pytest.mark.parametrize(
    ("function", "error", "words"),
    [
        (lambda sizes: None, ShapeError, "should return a dict"),
        (lambda sizes: without(sizes, "b2"), ShapeError, "b2 missing"),
        (lambda sizes: zeros(sizes) | {"W1": np.zeros((2, 3))}, ShapeError, r"W1 .* \(3, 2\)"),
        (lambda sizes: zeros(sizes) | {"b1": np.zeros(3)}, ShapeError, r"b1 .* got \(3,\)"),
        (lambda sizes: zeros(sizes) | {"W2": np.full((1, 3), np.nan)}, ShapeError, "finite"),
        (lambda sizes: zeros(sizes) | {"W1": "text"}, ShapeError, "should be numbers"),
        (lambda sizes: sizes["a"], UserCodeError, "raised TypeError"),
        (lambda shape, rng: np.zeros(shape[::-1]), ShapeError, r"should have shape \(3, 2\)"),
    ],
)
def test_a_function_that_returns_the_wrong_thing(function, error, words):
    with pytest.raises(error, match=words):
        wrap(function, "mine").draw((2, 3, 1), seed=0)


@pytest.mark.parametrize("function", [lambda: 0, lambda a, b, c: 0])
def test_a_function_of_other_arguments(function):
    with pytest.raises(UserCodeError, match=r"\(layer_sizes\) or \(shape, rng\)"):
        wrap(function)


def test_the_function_cannot_change_the_sizes():
    def greedy(sizes):
        result = zeros(sizes)
        sizes.append(9)
        return result

    assert len(wrap(greedy).draw((2, 3, 1), seed=0)) == 2
