"""The catalogue as functions of NumPy's kind, and as names of the package."""

import inspect
from pathlib import Path

import numpy as np
import pytest

import initlab
from initlab import initializers
from initlab.errors import DomainError, UnknownName
from initlab.initializers import functions
from initlab.initializers.fans import Fans


@pytest.mark.parametrize("name", functions.names())
def test_every_name_and_alias_is_a_function_of_the_package(name):
    function = getattr(initlab, name)
    assert function.__name__ == name
    assert initializers.get(name).source in function.__doc__
    parameters = inspect.signature(function).parameters
    assert list(parameters)[:4] == ["shape", "rng", "fans", "dtype"]
    law = initializers.get(name).law
    assert all(parameters[field].default == getattr(law, field) for field in vars(law))


def test_no_name_hides_a_module_or_another_name():
    import initlab as package

    files = {path.stem for path in Path(package.__file__).parent.iterdir()}
    assert not set(functions.names()) & (files | set(package.__all__))
    assert set(functions.names()) <= set(dir(package))


def test_a_star_import_brings_the_verbs_and_no_initializer():
    names = {}
    exec("from initlab import *", names)
    assert "initialize" in names
    assert "he" not in names
    assert "jax" not in names


def test_a_generator_a_seed_and_the_parameters_are_taken():
    one = initlab.he((400, 300), rng=5)
    np.testing.assert_array_equal(one, initlab.he((400, 300), rng=np.random.default_rng(5)))
    # Var = 2 / 300 against 1 / 300: the same draws, √2 apart; one more rounding each.
    np.testing.assert_allclose(one, initlab.he((400, 300), rng=5, scale=1) * np.sqrt(2), rtol=1e-15)
    assert initlab.he((4, 3), rng=5, dtype="float32").dtype == np.float32
    assert not np.array_equal(initlab.he((4, 3)), initlab.he((4, 3)))
    # A depthwise 3 × 3 kernel: nine inputs, not 72. The variance of 72 draws: 5 √(2/72) = 0.83.
    narrow = initlab.he((8, 1, 3, 3), rng=1, fans=Fans(9, 9))
    assert narrow.var() * 9 == pytest.approx(2, rel=0.83)


def test_the_package_initializes_shapes_by_name():
    values = initlab.initialize({"a.weight": (4, 3), "a.bias": (4,)}, "ones", seed=2)
    assert values["a.weight"].tolist() == np.ones((4, 3)).tolist()
    assert values["a.bias"].tolist() == [0.0] * 4


def test_what_does_not_exist_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'hee'"):
        _ = initlab.hee
    with pytest.raises(UnknownName, match="Did you mean 'scale'"):
        initlab.he((4, 3), scal=1)
    with pytest.raises(DomainError, match="takes inputs or outputs"):
        initlab.he((4, 3), fan="in")
    with pytest.raises(DomainError, match="a function of your own"):
        functions.entry_of("math:sqrt")
