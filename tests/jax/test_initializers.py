"""JAX's names against JAX; the catalogue's against numbers worked by hand."""

import inspect
import subprocess
import sys
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import initlab.jax
from initlab import initializers
from initlab.errors import DomainError, ShapeError, UnknownName
from initlab.initializers import fans, laws
from initlab.initializers.record import Initializer
from initlab.jax.initializers import _factory
from initlab.streams import RngSource
from tests.initializers import hand_worked

KEY = jax.random.key(0)
THEIRS = [name for name in dir(jax.nn.initializers) if not name.startswith("_")]
PLAIN = ("Initializer", "ones", "zeros")
ARGUMENTS = {
    "constant": (0.5,),
    "variance_scaling": (2.0, "fan_geo_avg", "uniform"),
}


@pytest.mark.parametrize("name", THEIRS)
def test_every_name_of_jax_is_there_with_its_signature(name):
    ours, theirs = getattr(initlab.jax, name), getattr(jax.nn.initializers, name)
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert name in dir(initlab.jax)


# Each function once: four have two names.
FACTORIES = sorted({getattr(jax.nn.initializers, n).__name__ for n in THEIRS if n not in PLAIN})


@pytest.mark.parametrize("name", FACTORIES)
@pytest.mark.parametrize("dtype", [None, "complex64"])
def test_jaxs_names_give_jaxs_numbers(name, dtype):
    if dtype is not None and name in (
        "orthogonal",
        "delta_orthogonal",
        "uniform",
        "truncated_normal",
    ):
        pytest.skip("real in JAX")
    arguments, shape = ARGUMENTS.get(name, ()), (3, 4, 6)
    ours = getattr(initlab.jax, name)(*arguments)(KEY, shape, dtype)
    theirs = getattr(jax.nn.initializers, name)(*arguments)(KEY, shape, dtype)
    np.testing.assert_array_equal(ours, theirs)
    assert ours.dtype == theirs.dtype


def test_jaxs_names_take_types_and_shapes_that_jax_refuses_or_blurs():
    # JAX's own: NotImplementedError for QR of 16 bits, ZeroDivisionError for an empty weight.
    square = initlab.jax.orthogonal()(KEY, (16, 16), jnp.bfloat16).astype("float32")
    # Elements of at most 1 are off by 2⁻⁹ each: 16 products of two, far below 16 · 2 · 2⁻⁹.
    np.testing.assert_allclose(square @ square.T, np.eye(16), atol=16 * 2 * 2**-9)
    assert initlab.jax.he_normal(dtype=jnp.float16)(KEY, (0, 4)).shape == (0, 4)
    assert initlab.jax.he_normal(dtype=jnp.float16)(KEY, (3, 4)).dtype == jnp.float16


def test_frameworks_words_keep_the_frameworks_meaning():
    # Xavier is Glorot in JAX, and Normal is cut at two deviations and widened again.
    drawn = np.asarray(initlab.jax.xavier_normal()(KEY, (300, 400)))
    assert drawn.var() * 350 == pytest.approx(1, rel=5 * np.sqrt(2 / drawn.size))
    assert np.abs(drawn).max() * np.sqrt(350) < 2 / 0.8796256610342398 + 1e-6
    # The catalogue's own words beside it: 1 / n_in.
    ours = np.asarray(initlab.jax.xavier()(KEY, (300, 400)))
    assert ours.var() * 300 == pytest.approx(1, rel=5 * np.sqrt(2 / ours.size))


def theirs_of(shape):
    """(*kernel, inputs, outputs) of (outputs, inputs, *kernel)."""
    return shape if len(shape) < 2 else (*shape[2:], shape[1], shape[0])


WORKED = [w for w in hand_worked.ALL if w.name.partition(":")[0] not in THEIRS]


@pytest.mark.parametrize("worked", WORKED, ids=lambda worked: worked.name)
def test_the_catalogue_draws_its_laws_from_a_key(worked):
    law = initializers.parse(worked.name).law
    init = initlab.jax.get(worked.name, fans=worked.fans)
    drawn = np.asarray(init(KEY, theirs_of(worked.shape)), dtype="float64")
    if not isinstance(law, laws.ElementLaw):
        words = np.asarray(jax.random.bits(KEY, (4,), "uint32"))
        rng = np.random.default_rng(words)
        whole = as_numpy_draws_it(law, rng, worked)
        np.testing.assert_array_equal(drawn, whole.astype("float32"))
        return
    # As in tests/initializers/test_catalogue.py: five standard errors.
    assert abs(drawn.mean() - worked.mean) <= 5 * worked.rms / np.sqrt(drawn.size) + 1e-7
    tolerance = 5 * np.sqrt(2 / drawn.size)
    assert (drawn**2).mean() == pytest.approx(worked.rms**2, rel=tolerance)
    spread = np.sqrt(worked.rms**2 - worked.mean**2)
    what = law.elements(worked.fans or fans.dense(worked.shape))
    if what.unit == "truncated":
        assert 2.2 < np.abs(drawn - worked.mean).max() / spread < 2 / 0.87962566 + 1e-6
    if what.unit == "uniform":
        assert np.abs(drawn - worked.mean).max() / spread < np.sqrt(3) + 1e-6


def as_numpy_draws_it(law, rng, worked):
    values = laws.sample(law, RngSource(rng), worked.shape, worked.fans)
    return values if values.ndim < 2 else np.moveaxis(np.swapaxes(values, 0, 1), (0, 1), (-2, -1))


@pytest.mark.parametrize("name", sorted(set(initlab.jax.__dir__()) - set(THEIRS)))
def test_every_name_has_parameters_and_words(name):
    if name in initlab.jax.__all__:
        return
    factory = getattr(initlab.jax, name)
    assert list(inspect.signature(factory).parameters)[:5] == [
        "in_axis",
        "out_axis",
        "batch_axis",
        "dtype",
        "fans",
    ]
    assert initializers.get(name).source in factory.__doc__


@pytest.mark.parametrize(
    ("options", "shape", "inputs"),
    [
        ({}, (3, 3, 40, 60), 360),
        ({"in_axis": 0, "out_axis": (1, 2)}, (64, 8, 50), 64),
        ({"in_axis": (0, 1), "out_axis": 2}, (8, 50, 64), 400),
        ({"batch_axis": 0}, (8, 50, 64), 50),
        ({"in_axis": -1, "out_axis": -2}, (4, 4, 50, 64), 1024),
        ({"fans": fans.Fans(9, 9)}, (3, 3, 1, 4000), 9),
    ],
)
def test_axes_and_fans_say_what_an_input_is(options, shape, inputs):
    drawn = np.asarray(initlab.jax.xavier(**options)(KEY, shape))
    assert drawn.var() * inputs == pytest.approx(1, rel=5 * np.sqrt(2 / drawn.size))


def test_initializers_can_be_compiled_and_mapped():
    init = initlab.jax.he_truncated()
    np.testing.assert_allclose(
        jax.jit(init, static_argnums=1)(KEY, (30, 40)), init(KEY, (30, 40)), rtol=1e-6
    )
    many = jax.vmap(lambda key: init(key, (3, 4)))(jax.random.split(KEY, 5))
    assert many.shape == (5, 3, 4)
    assert len(np.unique(many)) == 60


@dataclass(frozen=True)
class Shuffled:
    """A law that couples elements: each row of a part is a permutation."""

    formula = "permuted rows"

    def std(self, shape, fans):
        return 1.0

    def build(self, source, shape, fans):
        return np.array([source.order(shape[1]) for _ in range(shape[0])], dtype=float)


def test_laws_that_couple_elements_work_under_jit_and_vmap_too():
    entry = Initializer("shuffled", "", Shuffled(), "", "", "")
    init = _factory("shuffled", entry)(batch_axis=0)
    whole = init(KEY, (2, 7, 5))
    np.testing.assert_array_equal(
        np.sort(whole, axis=1), np.tile(np.arange(7), (2, 5, 1)).swapaxes(1, 2)
    )
    assert not np.array_equal(whole[0], whole[1])
    np.testing.assert_array_equal(jax.jit(lambda key: init(key, (2, 7, 5)))(KEY), whole)
    keys = jax.random.split(KEY, 3)
    mapped = jax.vmap(lambda key: init(key, (2, 7, 5), jnp.bfloat16))(keys)
    assert mapped.dtype == jnp.bfloat16
    np.testing.assert_array_equal(mapped[1], init(keys[1], (2, 7, 5)).astype(jnp.bfloat16))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "complex64"])
@pytest.mark.parametrize("name", ["he", "he_uniform", "he_truncated"])
def test_every_dtype_has_the_laws_mean_square(name, dtype):
    drawn = getattr(initlab.jax, name)()(KEY, (300, 400), dtype)
    assert drawn.dtype == dtype
    square = np.mean(np.abs(np.asarray(drawn, dtype="complex128")) ** 2)
    # Rounding to bfloat16 changes a square by 2⁻⁸ at most, and to both sides alike.
    assert square * 150 == pytest.approx(1, rel=5 * np.sqrt(2 / drawn.size))


def test_sixteen_bits_are_rounded_not_drawn():
    # JAX's bfloat16 normal has few values: its uniform has 7 or 8 bits.
    ours = np.unique(np.asarray(initlab.jax.random(scale=1)(KEY, (100_000,), jnp.bfloat16)))
    theirs = np.unique(np.asarray(jax.random.normal(KEY, (100_000,), jnp.bfloat16)))
    assert len(theirs) <= 256 < len(ours)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'hee'"):
        _ = initlab.jax.hee
    with pytest.raises(UnknownName, match="Did you mean 'he'"):
        initlab.jax.get("hee")
    with pytest.raises(DomainError, match="divides by a fan"):
        initlab.jax.he()(KEY, (3,))
    with pytest.raises(ShapeError, match="name axes it has"):
        initlab.jax.he(in_axis=5)(KEY, (3, 4))


@pytest.mark.parametrize(("module", "name"), [("jax", "JAX"), ("keras", "Keras")])
def test_without_the_framework_one_line_says_what_to_install(module, name):
    code = f"import sys; sys.modules[{module!r}] = None; import initlab; initlab.{module}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"initlab.errors.MissingPackage: initlab.{module} needs {name}, which is not installed: "
        f"pip install 'initlab[{module}]'."
    )
