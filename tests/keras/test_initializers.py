"""Keras's names against Keras; the catalogue's against numbers worked by hand."""

import inspect
import pickle
from dataclasses import dataclass

import keras
import numpy as np
import pytest

import initlab.keras
from initlab import initializers
from initlab.errors import DomainError, UnknownName
from initlab.initializers import laws
from initlab.initializers.record import Initializer
from initlab.keras.initializers import CLASSES, CatalogueInitializer, _from_entry
from tests.initializers import hand_worked

THEIRS = [n for n in dir(keras.initializers) if inspect.isclass(getattr(keras.initializers, n))]
# Each once: most classes have two names.
RANDOM = sorted(
    {
        cls.__name__
        for cls in (getattr(keras.initializers, name) for name in THEIRS)
        if "seed" in inspect.signature(cls).parameters
    }
)
OLD_ARRAY = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def numpy(tensor):
    return keras.ops.convert_to_numpy(getattr(tensor, "value", tensor)).astype("float64")


@pytest.mark.parametrize("name", THEIRS)
def test_every_name_of_keras_is_there_with_its_arguments(name):
    ours, theirs = getattr(initlab.keras, name), getattr(keras.initializers, name)
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert issubclass(ours, theirs)
    assert name in dir(initlab.keras)


@pytest.mark.parametrize("name", RANDOM)
def test_keras_names_give_kerass_numbers_for_a_seed_and_never_the_same_twice_without(name):
    ours, theirs = getattr(initlab.keras, name), getattr(keras.initializers, name)
    seeded = ours(seed=3)
    np.testing.assert_array_equal(seeded((6, 4)), theirs(seed=3)((6, 4)))
    np.testing.assert_array_equal(seeded((6, 4)), seeded((6, 4)))
    unseeded = ours()
    assert not np.array_equal(unseeded((6, 4)), unseeded((6, 4)))
    assert ours.from_config(unseeded.get_config()).get_config() == unseeded.get_config()
    keras.utils.set_random_seed(11)
    first = ours()((6, 4))
    keras.utils.set_random_seed(11)
    np.testing.assert_array_equal(first, theirs()((6, 4)))


def test_keras_orthogonal_takes_sixteen_bits():
    # Keras's own raises NotImplementedError on JAX. Elements of at most 1 are off by 2⁻⁹ each.
    square = numpy(initlab.keras.Orthogonal(seed=1)((16, 16), "bfloat16"))
    np.testing.assert_allclose(square @ square.T, np.eye(16), atol=16 * 2 * 2**-9)


WORKED = [w for w in hand_worked.ALL if w.name.partition(":")[0] not in THEIRS]


@pytest.mark.parametrize("worked", WORKED, ids=lambda worked: worked.name)
def test_the_catalogue_draws_its_laws(worked):
    law = initializers.parse(worked.name).law
    shape = worked.shape
    theirs = shape if len(shape) < 2 else (*shape[2:], shape[1], shape[0])
    init = initlab.keras.get(worked.name, seed=1, fans=worked.fans)
    drawn = numpy(init(theirs))
    assert drawn.shape == theirs
    if isinstance(law, laws.ElementLaw):  # as in tests/initializers/test_catalogue.py
        assert abs(drawn.mean() - worked.mean) <= 5 * worked.rms / np.sqrt(drawn.size) + 1e-7
        tolerance = 5 * np.sqrt(2 / drawn.size)
        assert (drawn**2).mean() == pytest.approx(worked.rms**2, rel=tolerance)


OURS = {cls for cls in CLASSES.values() if issubclass(cls, CatalogueInitializer)}


@pytest.mark.parametrize("cls", sorted(OURS, key=lambda cls: cls.__name__))
def test_every_class_returns_from_its_configuration_and_from_pickle(cls):
    one = cls(seed=5, input_axes=[0], output_axes=[1])
    for copy in (cls.from_config(one.get_config()), pickle.loads(pickle.dumps(one))):
        assert type(copy) is cls
        assert copy.get_config() == one.get_config()
    config = keras.initializers.serialize(one)
    assert keras.initializers.deserialize(config).get_config() == one.get_config()


# Initializer is abstract, and Keras makes no Constant from a word alone.
WORDS = [name for name in CLASSES if name not in ("Initializer", "Constant", "constant")]


@pytest.mark.parametrize("name", WORDS)
def test_every_name_is_an_identifier(name):
    assert isinstance(keras.initializers.get(f"initlab>{name}"), CLASSES[name])


def test_layers_take_identifiers():
    layer = keras.layers.Dense(8, kernel_initializer="initlab>he_normal")
    assert isinstance(layer.kernel_initializer, keras.initializers.HeNormal)
    again = keras.layers.Dense.from_config(layer.get_config())
    assert type(again.kernel_initializer) is initlab.keras.HeNormal


@OLD_ARRAY  # Keras's own, while it saves
def test_a_saved_model_remembers_its_initializers(tmp_path):
    start = initlab.keras.HeTruncated(seed=4, scale=1.5)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, kernel_initializer=start)])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.layers[0].kernel_initializer.get_config() == start.get_config()
    np.testing.assert_array_equal(numpy(loaded.layers[0].kernel), numpy(model.layers[0].kernel))


def test_unseeded_reuse_gives_other_values_and_a_seed_the_same():
    for seed, same in ((None, False), (3, True), (keras.random.SeedGenerator(3), False)):
        init = initlab.keras.He(seed=seed)
        assert np.array_equal(init((6, 4)), init((6, 4))) is same
    np.testing.assert_array_equal(
        initlab.keras.He(seed=keras.random.SeedGenerator(3))((6, 4)),
        initlab.keras.He(seed=keras.random.SeedGenerator(3))((6, 4)),
    )
    keras.utils.set_random_seed(5)
    first = initlab.keras.He()((6, 4))
    keras.utils.set_random_seed(5)
    np.testing.assert_array_equal(first, initlab.keras.He()((6, 4)))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("name", ["he", "he_uniform", "he_truncated"])
def test_every_dtype_has_the_laws_mean_square_and_bounds(name, dtype):
    tensor = initlab.keras.get(name, seed=2)((300, 400), dtype)
    assert keras.backend.standardize_dtype(tensor.dtype) == dtype
    drawn = numpy(tensor)
    assert (drawn**2).mean() * 150 == pytest.approx(1, rel=5 * np.sqrt(2 / drawn.size))
    bound = {"he": np.inf, "he_uniform": np.sqrt(3), "he_truncated": 2 / 0.87962566}[name]
    assert np.abs(drawn).max() * np.sqrt(150) <= bound * (1 + 2**-8)  # bfloat16's rounding


@pytest.mark.parametrize(
    ("options", "shape", "inputs"),
    [
        ({}, (3, 3, 40, 60), 360),
        ({"input_axes": [0], "output_axes": [1, 2]}, (64, 8, 50), 64),
        ({"input_axes": [-1], "output_axes": [-2]}, (4, 4, 50, 64), 1024),  # transposed
        ({"fans": (9, 9)}, (3, 3, 4000, 1), 9),  # depthwise
    ],
)
def test_axes_and_fans_say_what_an_input_is(options, shape, inputs):
    drawn = numpy(initlab.keras.Xavier(seed=1, **options)(shape))
    assert drawn.var() * inputs == pytest.approx(1, rel=5 * np.sqrt(2 / drawn.size))


@dataclass(frozen=True)
class Shuffled:
    """A law that couples elements: each row is a permutation."""

    formula = "permuted rows"

    def std(self, shape, fans):
        return 1.0

    def build(self, source, shape, fans):
        return np.array([source.order(shape[1]) for _ in range(shape[0])], dtype=float)


def test_laws_that_couple_elements_are_drawn_in_keras_layout():
    cls = _from_entry(Initializer("shuffled", "", Shuffled(), "", "", ""), "Shuffled")
    for seed in (3, keras.random.SeedGenerator(3)):
        init = cls(seed=seed)
        drawn = numpy(init((7, 5), "float16"))
        np.testing.assert_array_equal(np.sort(drawn, axis=0), np.tile(np.arange(7), (5, 1)).T)
        assert np.array_equal(drawn, numpy(init((7, 5), "float16"))) is isinstance(seed, int)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'Hee'"):
        _ = initlab.keras.Hee
    with pytest.raises(UnknownName, match="Did you mean 'he'"):
        initlab.keras.get("hee")
    with pytest.raises(UnknownName, match="Did you mean 'scale'"):
        initlab.keras.He(scal=1)
    with pytest.raises(DomainError, match="divides by a fan"):
        initlab.keras.He()((3,))
    with pytest.raises(DomainError, match="Keras draws float16"):
        initlab.keras.He()((3, 4), "int32")
    assert initlab.keras.He()((0, 4)).shape == (0, 4)
