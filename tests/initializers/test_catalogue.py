"""The catalogue against the documents' digits, numbers worked by hand, and bad input."""

import numpy as np
import pytest

from initlab import initializers
from initlab.errors import DomainError, UnknownName

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
# Standard deviation of a weight of shape (400, 300): 300 inputs, 400 outputs.
STD = {
    "zeros": 0.0,
    "random": 10.0,
    "random_uniform": 10.0,
    "he": 0.0816496580927726,  # √(2/300)
    "he_uniform": 0.0816496580927726,
    "xavier": 0.05773502691896258,  # √(1/300)
    "xavier_uniform": 0.05773502691896258,
    "glorot": 0.05345224838248488,  # √(2/700)
    "glorot_uniform": 0.05345224838248488,
}


@pytest.mark.parametrize("entry", initializers.ALL, ids=lambda entry: entry.name)
def test_standard_deviation_is_what_the_paper_says(entry):
    assert entry.law.std((400, 300)) == pytest.approx(STD[entry.name], rel=1e-14)
    weights = entry.draw((300, 400), seed=1)[0].weights
    assert weights.shape == (400, 300)
    # Five standard errors of a normal's sample deviation (a uniform's are smaller).
    assert weights.std() == pytest.approx(STD[entry.name], rel=5 / np.sqrt(2 * weights.size))
    assert abs(weights.mean()) <= 5 * STD[entry.name] / np.sqrt(weights.size)


@pytest.mark.parametrize("entry", initializers.ALL, ids=lambda entry: entry.name)
def test_the_shape_of_the_distribution(entry):
    weights = entry.draw((300, 400), seed=1)[0].weights / (STD[entry.name] or 1.0)
    if entry.name.endswith("uniform"):
        assert np.abs(weights).max() <= np.sqrt(3)
        assert np.abs(weights).max() > 0.999 * np.sqrt(3)
    elif entry.name != "zeros":
        # The fourth moment of a normal is 3; its standard error is √(96/n).
        assert (weights**4).mean() == pytest.approx(3, abs=5 * np.sqrt(96 / weights.size))


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


def test_names_and_aliases_are_unique():
    names = [name for entry in initializers.ALL for name in (entry.name, *entry.aliases)]
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
    assert initializers.parse(text).law.std((400, 300)) == pytest.approx(std, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("hee", UnknownName, "Did you mean 'he'"),
        ("random:scal=1", UnknownName, "Did you mean 'scale'"),
        ("random:scale=big", DomainError, "takes a number; got 'big'"),
        ("random:scale=-1", DomainError, "at least 0; got -1"),
        ("random:scale=nan", DomainError, "at least 0; got nan"),
        ("he:fan=in", DomainError, "takes inputs or outputs or average; got 'in'"),
        ("he:fan=3", DomainError, "takes inputs or outputs or average"),
        ("zeros:scale=1", UnknownName, "parameter of 'zeros'"),
    ],
)
def test_what_cannot_be_parsed_is_refused(text, error, words):
    with pytest.raises(error, match=words):
        initializers.parse(text)
