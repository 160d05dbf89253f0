"""What `initlab list` and `initlab explain` are made of."""

import json
from io import StringIO

import pytest
from rich.console import Console

from initlab import activations, initializers
from initlab.errors import UnknownName
from initlab.initializers.record import LAYERS
from initlab.study import explanation
from initlab.study.depth import DepthProfile

NAMES = [
    name for e in initializers.ALL for name in (e.name, *(f"{e.name}.{r.name}" for r in e.roles))
]


def shown(renderable):
    out = StringIO()
    Console(file=out, width=100, color_system=None).print(renderable)
    return out.getvalue()


@pytest.mark.parametrize("entry", initializers.ALL, ids=lambda entry: entry.name)
def test_records_speak_of_known_activations_and_layers(entry):
    assert set(entry.suits) <= set(activations.names())
    assert set(entry.layers) <= set(LAYERS)


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_and_role_can_be_explained_within_80_columns(name):
    entry = initializers.get(name)
    profile = explanation.profile_of(entry, None)
    text = shown(explanation.explanation(entry, profile))
    assert entry.formula.split()[0] in text
    assert max(map(len, text.splitlines())) <= 80
    document = json.dumps(explanation.to_json(entry), allow_nan=False)
    assert json.loads(document)["name"] == name


def test_the_table_has_every_entry_and_fits_80_columns():
    text = shown(explanation.table(initializers.ALL))
    assert max(map(len, text.splitlines())) <= 80
    assert all(f"│ {entry.name} " in text for entry in initializers.ALL)


@pytest.mark.parametrize(
    ("words", "inside", "outside"),
    [
        ({"activation": "selu"}, "xavier", "he"),
        ({"layer": "norm"}, "ones", "he"),
        ({"framework": "keras"}, "he_truncated", "xavier"),
        ({"family": "scaling"}, "he", "zeros"),
        ({"activation": "relu", "layer": "dense", "family": "scaling"}, "he", "xavier"),
    ],
)
def test_filters_keep_what_fits_every_word(words, inside, outside):
    names = [entry.name for entry in explanation.selected(**words)]
    assert inside in names
    assert outside not in names


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"activation": "rel"}, "Did you mean 'relu'"),
        ({"layer": "convolutoin"}, "Did you mean 'convolution'"),
        ({"framework": "kera"}, "Did you mean 'keras'"),
        ({"family": "scalings"}, "Did you mean 'scaling'"),
    ],
)
def test_words_that_no_entry_could_have_are_refused(words, message):
    with pytest.raises(UnknownName, match=message):
        explanation.selected(**words)


def test_bars_span_the_scale_and_mark_zero_and_overflow():
    # Decades −2 … 4 on eight bars: 1e-2 is the lowest, 1e4 the highest, 10 is 3/6 of 7 = 3.5.
    profile = DepthProfile("relu", 64, (0.0, 0.01, 1e4), (float("inf"), 11.0, 1.0))
    _, signal, gradient, scale = (line.plain for line in explanation.picture(profile))
    assert signal == "  signal    ·▁█  0 … 1e+04"
    assert gradient == "  gradient  !▅▃  inf … 1"
    assert "▁ 1e-2, █ 1e+4" in scale
