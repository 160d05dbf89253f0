"""The engine against the definition: equality, never closeness."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initlab import activations, datasets, kernel, networks
from initlab.engine import fleet as fleet_module
from initlab.engine import train
from initlab.initializers import Layer
from initlab.networks import Spec
from initlab.networks.spec import LOSSES, OPTIMIZERS

WIDTHS = kernel.load().lane_widths() if kernel.load() else []


def test_the_engine_is_there_unless_switched_off():
    if os.environ.get("INITLAB_NO_ENGINE") == "1":
        pytest.skip("switched off with INITLAB_NO_ENGINE=1")
    assert WIDTHS, (
        "the engine is not compiled, so only its fallback would be tested: install a C++ compiler "
        "and run make clean test, or run INITLAB_NO_ENGINE=1 make test"
    )


def same_bits(ours, theirs):
    """Every number equal, NaN and the sign of zero included."""
    assert observed(ours) == observed(theirs)
    assert (ours.diverged_at, ours.diverged_layer) == (theirs.diverged_at, theirs.diverged_layer)
    for mine, other in zip(ours.parameters, theirs.parameters, strict=True):
        assert mine.weights.tobytes() == other.weights.tobytes()
        assert mine.biases.tobytes() == other.biases.tobytes()


def observed(outcome):
    return [
        repr(value)
        for observation in (*outcome.history, outcome.final)
        for value in vars(observation).values()
    ]


@st.composite
def problems(draw):
    """Some networks of one shape, their data and their parameters."""
    loss = draw(st.sampled_from(LOSSES))
    depth = draw(st.integers(1, 6))
    hidden = draw(st.lists(st.integers(1, 40), min_size=depth - 1, max_size=depth - 1))
    outputs = 1 if loss == "binary" else draw(st.integers(2, 5))
    examples = draw(st.integers(1, 47))
    iterations = draw(st.integers(0, 6))
    spec = Spec(
        (draw(st.integers(1, 40)), *hidden, outputs),
        draw(st.sampled_from(activations.names())),
        loss,
        optimizer=draw(st.sampled_from(OPTIMIZERS)),
        momentum=draw(st.sampled_from([0.0, 0.5, 0.9])),
        batch_size=draw(st.none() | st.integers(1, 50)),
        l2=draw(st.sampled_from([0.0, 0.01])),
        iterations=iterations,
        record_at=tuple(sorted(draw(st.sets(st.integers(0, iterations))))),
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(1, 11))
    specs, parameters = [], []
    for seed in range(count):
        specs.append(replace(spec, seed=seed, learning_rate=10.0 ** rng.uniform(-3, 1)))
        # From small to so large that some networks diverge.
        scale = 10.0 ** rng.uniform(-2, 3)
        parameters.append(
            tuple(
                Layer(
                    scale * rng.standard_normal((o, i)) / np.sqrt(i),
                    scale * rng.standard_normal((o, 1)),
                )
                for i, o in zip(spec.sizes, spec.sizes[1:], strict=False)
            )
        )
    tests = draw(st.integers(0, 25))
    x = rng.standard_normal((spec.sizes[0], examples + tests))
    classes = outputs if loss == "softmax" else 2
    y = rng.integers(0, classes, examples + tests)
    return specs, parameters, arrays_as_data(loss, outputs, x, y, examples), count


class Data:
    """The arrays of a data set without its checks: one class only is fine for training."""

    def __init__(self, train_x, train_y, test_x, test_y):
        self.train_x, self.train_y, self.test_x, self.test_y = train_x, train_y, test_x, test_y


def arrays_as_data(loss, outputs, x, y, examples):
    if loss == "squared":
        y = np.sin(np.arange(outputs * y.size)).reshape(outputs, y.size)
    tests = x.shape[1] > examples
    return Data(
        x[:, :examples],
        y[..., :examples],
        x[:, examples:] if tests else None,
        y[..., examples:] if tests else None,
    )


def by_definition(spec, parameters, data):
    test = None
    if data.test_x is not None:
        test = networks.examples(spec, data.test_x, data.test_y)
    train_part = networks.examples(spec, data.train_x, data.train_y)
    return networks.train(spec, train_part, test, parameters=parameters)


@pytest.mark.skipif(not WIDTHS, reason="no engine")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    problem=problems(),
    width=st.sampled_from(WIDTHS or [1]),
    alone=st.booleans(),
    threads=st.integers(1, 2),
)
def test_engine_and_definition_agree_bit_for_bit(problem, width, alone, threads, monkeypatch):
    specs, parameters, data, count = problem
    monkeypatch.setattr(fleet_module, "lanes_for", lambda *_: (width, 1 if alone else width))
    outcomes = train(specs, data, parameters=parameters, threads=threads)
    assert len(outcomes) == count
    for spec, start, outcome in zip(specs, parameters, outcomes, strict=True):
        same_bits(outcome, by_definition(spec, start, data))


@pytest.mark.skipif(not WIDTHS, reason="no engine")
@pytest.mark.parametrize("activation", activations.names())
@pytest.mark.parametrize("loss", LOSSES)
def test_every_activation_and_loss_in_every_width(activation, loss, monkeypatch):
    rng = np.random.default_rng(len(activation))
    outputs = 1 if loss == "binary" else 3
    spec = Spec(
        (6, 9, 4, outputs), activation, loss, learning_rate=0.3, iterations=12, record_at=(0, 5)
    )
    x, y = rng.standard_normal((6, 33)), rng.integers(0, max(outputs, 2), 33)
    data = arrays_as_data(loss, outputs, x, y, 23)
    specs = [replace(spec, seed=seed, initializer="xavier") for seed in range(9)]
    expected = [by_definition(one, None, data) for one in specs]
    for width, per_group in [*((w, w) for w in WIDTHS), *((w, 1) for w in WIDTHS)]:
        grouping = width, per_group
        monkeypatch.setattr(fleet_module, "lanes_for", lambda *_, chosen=grouping: chosen)
        for ours, theirs in zip(train(specs, data), expected, strict=True):
            same_bits(ours, theirs)


@pytest.mark.skipif(not WIDTHS, reason="no engine")
def test_order_number_and_company_of_networks_change_nothing():
    circles = datasets.load("circles")
    specs = [
        Spec((2, 10, 5, 1), initializer=name, seed=seed, iterations=150, record_at=(0, 70))
        for name in ("zeros", "random", "he", "random:scale=1e80")
        for seed in range(5)
    ]
    together = train(specs, circles)
    backwards = train(specs[::-1], circles)[::-1]
    for position, (spec, ours) in enumerate(zip(specs, together, strict=True)):
        same_bits(ours, backwards[position])
        if position % 4 == 0:
            same_bits(ours, train([spec], circles)[0])


@pytest.mark.skipif(not WIDTHS, reason="no engine")
def test_a_long_run_in_many_chunks_is_the_same_run():
    circles = datasets.load("circles")
    spec = Spec(
        (2, 10, 5, 1), learning_rate=0.1, iterations=1500, record_at=tuple(range(0, 1500, 100))
    )
    same_bits(train([spec], circles)[0], by_definition(spec, None, circles))
