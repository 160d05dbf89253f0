"""The page against Python: the same start, the same training, every number equal."""

from __future__ import annotations

import numpy as np
import pytest

from initlab import activations, engine, networks
from initlab.networks.network import Network
from initlab.networks.prediction import forward
from tests.playground.conftest import decoded, examples_for_page, for_page
from tests.playground.races import CATALOGUE, DATA, OBSERVED, STARTS, races, request


@pytest.fixture(scope="module")
def answers(page):
    return page("races", [request(data, specs) for data, specs in races()])


@pytest.fixture(scope="module")
def outcomes():
    return [engine.train(specs, data) for data, specs in races()]


def every_run(answers, outcomes):
    for (data, specs), answer, of_race in zip(races(), answers, outcomes, strict=True):
        for k, (spec, outcome) in enumerate(zip(specs, of_race, strict=True)):
            observations = [row[k] for row in answer["observations"]]
            yield data, spec, outcome, answer["runs"][k], observations


def test_there_are_more_than_a_hundred_of_every_kind():
    specs = [spec for _, specs in races() for spec in specs]
    assert len(specs) > 100
    assert {spec.activation for spec in specs} == set(activations.names())
    assert len({spec.start.name for spec in specs}) >= len(STARTS) - 1  # an alias is not a name


def test_parameters_after_training_have_the_same_bits(answers, outcomes):
    for _, spec, outcome, run, _ in every_run(answers, outcomes):
        expected = np.concatenate([part.ravel() for layer in outcome.parameters for part in layer])
        assert decoded(run["parameters"]).tobytes() == expected.tobytes(), spec
        last = outcome.parameters[-1].weights
        assert decoded(run["lastWeights"]).tobytes() == last.tobytes(), spec


def test_observations_have_the_same_bits(answers, outcomes):
    for _, spec, outcome, _, observations in every_run(answers, outcomes):
        final = observations[-1]
        assert (final["divergedAt"], final["divergedLayer"]) == (
            outcome.diverged_at,
            outcome.diverged_layer,
        )
        expected = {o.iteration: o for o in (*outcome.history, outcome.final)}
        for asked, got in zip(OBSERVED, observations, strict=True):
            if outcome.diverged_at is None or asked < outcome.diverged_at:
                assert got["iteration"] == asked
            theirs = expected[got["iteration"]]
            numbers = [
                theirs.cost,
                *theirs.mean_square,
                *theirs.silent_share,
                *theirs.gradient_norm,
            ]
            assert decoded(got["numbers"]).tobytes() == np.array(numbers).tobytes(), spec
            assert got["testAccuracy"] == theirs.test_accuracy
            assert got["trainAccuracy"] == (theirs.train_accuracy or 0)


def test_predictions_have_the_same_bits(answers, outcomes):
    for data, spec, outcome, run, _ in every_run(answers, outcomes):
        expected = forward(spec, outcome.parameters, data.test_x)
        assert decoded(run["predictions"]).tobytes() == expected.tobytes(), spec


def test_what_goes_through_the_layers_is_the_definition_s(answers, outcomes):
    for data, spec, outcome, run, _ in every_run(answers, outcomes):
        examples = networks.examples(spec, data.train_x, data.train_y)
        network = Network(spec, outcome.parameters, examples)
        with np.errstate(all="ignore"):
            z, a = network.forward(network.view)
            dz = network.backward(z, a, examples.targets)
            a.append(network.loss.output(z[-1]))
        for layer, got in enumerate(run["layers"]):
            assert decoded(got["preActivations"]).tobytes() == z[layer].tobytes(), spec
            assert decoded(got["activations"]).tobytes() == a[layer].tobytes(), spec
            assert decoded(got["gradients"]).tobytes() == dz[layer].tobytes(), spec


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 1000}, "A seed is a whole number from 0 to 999; got 1000."),
        ({"initializer": "hee"}, "called hee"),
        ({"initializer": "he:size=1"}, "no parameter called size"),
        ({"initializer": "he:scale=big"}, "name=number; got scale=big"),
        ({"initializer": "he:scale=-1"}, "at least 0"),
        ({"activation": "rely"}, "no activation called rely"),
        ({"sizes": [3, 1]}, "needs 3 features; got 2"),
        ({"sizes": [2, 70, 70, 1]}, "at most 4096 normal weights"),
        ({"sizes": [2, 2]}, "binary loss has one output"),
        ({"learningRate": -1}, "learningRate is a finite number of at least 0; got -1."),
        ({"momentum": 1}, "momentum is from 0 to below 1; got 1."),
        ({"batchSize": 0}, "batchSize is a whole number of at least 1; got 0."),
    ],
)
def test_what_cannot_be_trained_is_refused(page, change, message):
    data = DATA["binary"]
    spec = networks.Spec((2, 3, 1))
    train = examples_for_page(spec, data.train_x, data.train_y)
    got = page("refused", {"specs": [for_page(spec) | change], "train": train})
    assert got.startswith("RangeError: ")
    assert message in got


def test_every_initializer_of_the_page_is_raced():
    assert {entry["name"] for entry in CATALOGUE["initializers"]} <= set(STARTS)
