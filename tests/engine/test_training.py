"""`train` around the kernel: company, interruption, bad input, the fallback, other libraries."""

from __future__ import annotations

import numpy as np
import pytest

import initlab
from initlab import datasets, kernel, networks
from initlab.engine import fleet, kernel_missing, train
from initlab.errors import DataError, DomainError, ShapeError
from initlab.initializers import Layer
from initlab.networks import Spec
from tests.documents import CIRCLES
from tests.engine.test_bits import WIDTHS, Data, by_definition, same_bits

compiled = pytest.mark.skipif(kernel.load() is None, reason="no engine")


@pytest.fixture(scope="module")
def circles():
    return datasets.load("circles")


@pytest.mark.parametrize(("name", "tolerance"), [("zeros", 1e-12), ("he", 1e-9)])
def test_circles_give_the_documents_costs(circles, name, tolerance):
    spec = Spec((2, 10, 5, 1), initializer=name, seed=3, record_at=tuple(range(0, 15_000, 1000)))
    outcome = initlab.train([spec], circles)[0]
    costs = [observation.cost for observation in outcome.history]
    np.testing.assert_allclose(costs, CIRCLES[name]["costs"], rtol=0, atol=tolerance)
    assert outcome.final.train_accuracy == CIRCLES[name]["train_accuracy"]
    assert outcome.final.test_accuracy == CIRCLES[name]["test_accuracy"]


def tiny_weights(scale):
    """Parameters whose products are subnormal numbers."""
    rng = np.random.default_rng(1)
    return tuple(
        Layer(scale * rng.standard_normal((o, i)), scale * rng.standard_normal((o, 1)))
        for i, o in ((2, 6), (6, 3), (3, 1))
    )


@compiled
def test_flush_to_zero_in_the_callers_thread_changes_no_bit(circles, monkeypatch):
    torch = pytest.importorskip("torch")
    specs = [Spec((2, 6, 3, 1), "tanh", iterations=30) for _ in range(5)]
    starts = [tiny_weights(10.0**-power) for power in (100, 110, 150, 155, 160)]
    expected = [by_definition(s, p, circles) for s, p in zip(specs, starts, strict=True)]
    wide = Data(np.full((9, 4), 1e-160), np.array([0, 1, 0, 1]), None, None)
    wide_spec = Spec((9, 2, 1), "tanh", iterations=5, initializer="random:scale=1e-150")
    wide_expected = by_definition(wide_spec, None, wide)
    if not torch.set_flush_denormal(True):
        pytest.skip("this processor cannot flush subnormal numbers")
    try:
        found = []
        for width in WIDTHS:
            monkeypatch.setattr(fleet, "lanes_for", lambda *_, width=width: (width, width))
            found.append((train(specs, circles, parameters=starts), train([wide_spec], wide)[0]))
    finally:
        torch.set_flush_denormal(False)
    for outcomes, wide_outcome in found:
        for ours, theirs in zip(outcomes, expected, strict=True):
            same_bits(ours, theirs)
        same_bits(wide_outcome, wide_expected)


@compiled
@pytest.mark.parametrize("width", WIDTHS)
def test_a_network_of_nan_changes_no_bit_of_its_neighbours(circles, width, monkeypatch):
    monkeypatch.setattr(fleet, "lanes_for", lambda *_: (width, width))
    spec = Spec((2, 6, 3, 1), iterations=50)
    healthy = [spec.start.draw(spec.sizes, seed) for seed in range(7)]
    sick = tuple(Layer(w * np.nan, b) for w, b in healthy[0])
    mixed = [*healthy[:3], sick, *healthy[3:]]
    outcomes = train([spec] * 8, circles, parameters=mixed)
    assert (outcomes[3].diverged_at, outcomes[3].diverged_layer) == (1, 1)
    for ours, theirs in zip(
        outcomes[:3] + outcomes[4:], train([spec] * 7, circles, parameters=healthy), strict=True
    ):
        same_bits(ours, theirs)


@pytest.mark.parametrize("engine", [True, False])
def test_interrupted_training_keeps_what_is_finished(circles, engine, monkeypatch):
    if not engine:
        monkeypatch.setattr(kernel, "load", lambda: None)
    specs = [Spec((2, 4, 1), seed=seed, iterations=300) for seed in range(60)]
    kept = {}

    def stop(done):
        if kept:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(specs, circles, progress=stop, on_finished=kept.setdefault)
    assert kept
    for position, outcome in kept.items():
        same_bits(outcome, by_definition(specs[position], None, circles))


def test_progress_ends_at_the_number_of_all_updates(circles):
    specs = [Spec((2, width, 1), iterations=40) for width in (3, 3, 5)]
    seen = []
    train(specs, circles, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 120 or kernel.load() is None


def test_without_the_engine_the_definition_does_the_work(circles, monkeypatch):
    spec = Spec((2, 5, 1), iterations=60, record_at=(0, 30))
    expected = by_definition(spec, None, circles)
    monkeypatch.setattr(kernel, "load", lambda: None)
    assert "training runs in NumPy: the same results, slower" in kernel_missing()
    same_bits(train([spec], circles)[0], expected)


def test_mixed_shapes_come_back_in_order(circles):
    specs = [
        Spec((2, *hidden, 1), activation, iterations=20, seed=seed)
        for seed in range(2)
        for hidden in ((3,), (), (4, 4))
        for activation in ("relu", "gelu")
    ]
    for spec, outcome in zip(specs, train(specs, circles), strict=True):
        assert tuple(layer.weights.shape[0] for layer in outcome.parameters) == spec.sizes[1:]
        same_bits(outcome, by_definition(spec, None, circles))


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (Data(np.zeros((3, 4)), np.zeros(4), None, None), ShapeError, "2 inputs needs data"),
        (Data(np.zeros((2, 0)), np.zeros(0), None, None), DataError, "no examples"),
        (Data(np.full((2, 2), np.nan), np.zeros(2), None, None), DataError, "NaN"),
        (Data(np.zeros((2, 2)), np.array([0, 5]), None, None), DataError, "from 0 to 1"),
    ],
)
def test_bad_data_are_refused_naming_the_network(data, error, words):
    with pytest.raises(error, match=rf"network 1 of 2 \(he, seed 4\): .*{words}"):
        train([Spec((2, 1), seed=4), Spec((2, 1))], data)


def test_bad_parameters_are_refused_naming_the_network(circles):
    spec = Spec((2, 1), initializer="glorot", seed=9)
    good, bad = spec.draw(), (Layer(np.zeros((1, 3)), np.zeros((1, 1))),)
    with pytest.raises(ShapeError, match=r"network 2 of 2 \(glorot, seed 9\)"):
        train([spec, spec], circles, parameters=[good, bad])


def test_dual_and_direct_training_agree_where_training_is_stable():
    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((60, 20)) / 8, rng.integers(0, 2, 20)
    spec = Spec((60, 6, 1), "tanh", learning_rate=0.05, iterations=1000, record_at=(0, 500))
    start = spec.draw()
    dual = train([spec], Data(x, y, None, None), parameters=[start])[0]
    # Four copies of the data have the same mean cost, and more examples than features.
    repeated = Data(np.tile(x, 4), np.tile(y, 4), None, None)
    direct = train([spec], repeated, parameters=[start])[0]
    assert networks.Spec.uses_dual(spec, 20)
    assert not networks.Spec.uses_dual(spec, 80)
    for one, other in zip(dual.history, direct.history, strict=True):
        assert one.cost == pytest.approx(other.cost, rel=1e-9)
    assert dual.final.cost == pytest.approx(direct.final.cost, rel=1e-9)
    for one, other in zip(dual.parameters, direct.parameters, strict=True):
        np.testing.assert_allclose(one.weights, other.weights, rtol=0, atol=1e-9)


@compiled
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
def test_data_wider_than_every_block_of_the_kernel(optimizer):
    # More than 4096 features in a slice of weights, 256 in one of the Gram matrix, 64 examples.
    rng = np.random.default_rng(7)
    features, count = (4500, 70) if optimizer == "gd" else (600, 70)
    x, y = rng.random((features, count + 9)), rng.integers(0, 2, count + 9)
    data = Data(x[:, :count], y[:count], x[:, count:], y[count:])
    spec = Spec((features, 3, 1), "tanh", iterations=3, optimizer=optimizer, record_at=(0, 2))
    specs = [spec, Spec(**(vars(spec) | {"seed": 1}))]
    for one, ours in zip(specs, train(specs, data), strict=True):
        same_bits(ours, by_definition(one, None, data))


@compiled
def test_asked_to_stop_a_long_run_stops(circles):
    # If it did not, this test would not end.
    spec = Spec((2, 10, 5, 1), iterations=10**11)

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train([spec, spec, spec], circles, progress=stop)


def test_each_outcome_is_handed_out_once_whatever_the_caller_does_with_it(circles):
    specs = [Spec((2, 4, 1), seed=seed, iterations=2000) for seed in range(40)]
    calls = []

    def once(position, outcome):
        calls.append(position)
        if len(calls) == 3:
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        train(specs, circles, on_finished=once)
    assert len(calls) == len(set(calls))


@compiled
def test_networks_deeper_than_the_kernel_takes_train_in_numpy(circles):
    spec = Spec((2, *[2] * 130, 1), iterations=2)
    same_bits(train([spec], circles)[0], by_definition(spec, None, circles))


def test_parameters_of_another_type_count_as_float64(circles):
    spec = Spec((2, 4, 1), iterations=30)
    single = tuple(Layer(w.astype(np.float32), b.astype(np.float32)) for w, b in spec.draw())
    double = tuple(Layer(w.astype(np.float64), b.astype(np.float64)) for w, b in single)
    ours = train([spec], circles, parameters=[single])[0]
    same_bits(ours, by_definition(spec, double, circles))


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"threads": -1}, DomainError, "at least 1; got -1"),
        ({"threads": 1.5}, DomainError, "whole number"),
        ({"parameters": []}, ShapeError, "1 specs need as many parameters, or none; got 0"),
    ],
)
def test_wrong_arguments_are_refused(circles, more, error, words):
    with pytest.raises(error, match=words):
        train([Spec((2, 1), iterations=1)], circles, **more)


@compiled
def test_a_second_divergence_in_a_later_chunk_is_found_exactly():
    # Linear networks of one weight grow by a known factor a step, so they overflow at known steps.
    x = Data(np.ones((1, 2)), np.zeros((1, 2)), None, None)
    specs = [
        Spec((1, 1), "linear", "squared", learning_rate=rate, iterations=60_000)
        for rate in (1.5, 1.02, 1.01, 0.1)
    ]
    starts = [(Layer(np.ones((1, 1)), np.zeros((1, 1))),)] * len(specs)
    outcomes = train(specs, x, parameters=starts, threads=1)
    for spec, ours in zip(specs, outcomes, strict=True):
        same_bits(ours, by_definition(spec, starts[0], x))
    assert len({outcome.diverged_at for outcome in outcomes}) == 4
