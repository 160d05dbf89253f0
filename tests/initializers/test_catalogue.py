"""The catalogue against the documents' digits, numbers worked by hand, and bad input."""

import numpy as np
import pytest

from initlab import initializers
from initlab.errors import DomainError, UnknownName
from initlab.initializers import fans, laws
from initlab.initializers.numpy_arrays import draw
from tests.initializers import hand_worked

# Printed by the course's notebook.
PRINTED = {
    ("random", (3, 2, 1)): [
        [[17.88628473, 4.36509851, 0.96497468], [-18.63492703, -2.77388203, -3.54758979]],
        [[-0.82741481, -6.27000677]],
    ],
    ("he", (2, 4, 1)): [
        [
            [1.78862847, 0.43650985],
            [0.09649747, -1.8634927],
            [-0.2773882, -0.35475898],
            [-0.08274148, -0.62700068],
        ],
        [[-0.03098412, -0.33744411, -0.92904268, 0.62552248]],
    ],
}
# Measured starts have no number of their own: tests/torch/measured/ measures them.
NAMES = [
    name
    for e in initializers.ALL
    if e.family != "measured"
    for name in (e.name, *(f"{e.name}.{r.name}" for r in e.roles))
]


DRAWN = [w for w in hand_worked.ALL if not w.refuses]


def named(worked):
    return worked.name


def test_every_entry_and_role_has_a_number_worked_by_hand():
    assert {w.name.partition(":")[0] for w in hand_worked.ALL} == set(NAMES)


@pytest.mark.parametrize("worked", DRAWN, ids=named)
def test_the_standard_deviation_is_the_papers(worked):
    law = initializers.parse(worked.name).law
    spread = np.sqrt(max(worked.rms**2 - worked.mean**2, 0.0))
    assert laws.std(law, worked.shape, worked.fans) == pytest.approx(spread, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("worked", DRAWN, ids=named)
def test_what_is_drawn_has_the_papers_mean_and_mean_square(worked):
    law = initializers.parse(worked.name).law
    weights = draw(law, worked.shape, seed=0, name="w", fans=worked.fans)
    assert weights.shape == worked.shape
    # Five standard errors: of a mean, and of a mean square whose elements have a kurtosis of 3
    # at most. Laws that couple elements have fewer free ones and tests of their own.
    if isinstance(law, laws.ElementLaw):
        assert abs(weights.mean() - worked.mean) <= 5 * worked.rms / np.sqrt(weights.size)
        assert (weights**2).mean() == pytest.approx(
            worked.rms**2, rel=5 * np.sqrt(2 / weights.size)
        )


@pytest.mark.parametrize("worked", DRAWN, ids=named)
def test_the_shape_of_the_distribution(worked):
    law = initializers.parse(worked.name).law
    if not isinstance(law, laws.ElementLaw):
        pytest.skip("elements are coupled: its family's tests say how")
    weights = draw(law, worked.shape, seed=0, name="w", fans=worked.fans)
    spread = np.sqrt(worked.rms**2 - worked.mean**2)
    unit = (weights - worked.mean) / (spread or 1.0)
    four = (unit**4).mean()
    # The fourth moment's standard error is √((μ₈ − μ₄²)/n): √96 of a normal, less of the others.
    tolerance = 5 * np.sqrt(96 / weights.size)
    match law.elements(worked.fans or fans.dense(worked.shape)).unit:
        case "constant":
            assert np.ptp(weights) == 0
        case "uniform":  # U(−√3, √3)
            assert 0.99 * np.sqrt(3) < np.abs(unit).max() < np.sqrt(3)
            assert four == pytest.approx(1.8, abs=tolerance)
        case "normal":
            assert np.abs(unit).max() > 3
            assert four == pytest.approx(3, abs=tolerance)
        case "truncated":  # cut at two deviations of the parent: 2 / 0.8796 of its own
            assert 2.2 < np.abs(unit).max() < 2.27363
            # E z⁴ of N(0, 1) cut at ±2 over the square of E z² (mpmath): 1.4162 / 0.77374².
            assert four == pytest.approx(2.36554, abs=tolerance)


@pytest.mark.parametrize("worked", [w for w in hand_worked.ALL if w.refuses], ids=named)
def test_a_law_that_needs_more_than_a_shape_says_what(worked):
    law = initializers.parse(worked.name).law
    with pytest.raises(DomainError, match=worked.refuses):
        laws.std(law, worked.shape)
    with pytest.raises(DomainError, match=worked.refuses):
        draw(law, worked.shape, seed=0, name="w")


@pytest.mark.parametrize(("name", "sizes"), PRINTED)
def test_weights_are_the_documents_to_the_printed_digit(name, sizes):
    layers = initializers.get(name).draw(sizes, seed=3)
    for layer, printed in zip(layers, PRINTED[name, sizes], strict=True):
        np.testing.assert_array_equal(layer.weights.round(8), printed)
        assert not layer.biases.any()


def test_drawing_leaves_numpys_global_state_alone():
    before = np.random.get_state()[1].copy()
    initializers.get("he").draw((2, 3), seed=0)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_names_aliases_and_names_in_frameworks_are_unique():
    names = [
        name
        for entry in initializers.ALL
        for name in (entry.name, *entry.aliases, *entry.frameworks)
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "std"),
    [
        ("he", np.sqrt(2 / 300)),
        ("kaiming_normal", np.sqrt(2 / 300)),
        ("random:scale=.01", 0.01),
        ("he:fan=outputs", np.sqrt(2 / 400)),
        ("he:scale=1,fan=average", np.sqrt(1 / 350)),
    ],
)
def test_parse(text, std):
    assert laws.std(initializers.parse(text).law, (400, 300)) == pytest.approx(std, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("hee", UnknownName, "Did you mean 'he'"),
        ("random:scal=1", UnknownName, "Did you mean 'scale'"),
        ("random:scale=big", DomainError, "takes a number; got 'big'"),
        ("random:scale=-1", DomainError, "at least 0; got -1"),
        ("random:scale=nan", DomainError, "at least 0; got nan"),
        ("he:fan=in", DomainError, "takes inputs or outputs or average or geometric; got 'in'"),
        ("he:fan=3", DomainError, "takes inputs or outputs or average"),
        ("zeros:scale=1", UnknownName, "parameter of 'zeros'"),
    ],
)
def test_what_cannot_be_parsed_is_refused(text, error, words):
    with pytest.raises(error, match=words):
        initializers.parse(text)
