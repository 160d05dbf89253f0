"""Training: the documents' numbers, optimizers against PyTorch's, divergence, and bad input."""

import numpy as np
import pytest

from initlab import initializers
from initlab.errors import DataError, DomainError, ShapeError, UnknownName
from initlab.initializers import Layer
from initlab.networks import Spec, examples, predict, train
from initlab.networks.batches import batches
from tests.documents import CIRCLES
from tests.networks.test_gradients import problem

EVERY_THOUSAND = tuple(range(0, 15_000, 1000))


@pytest.fixture(scope="module")
def circles():
    from initlab import datasets

    return datasets.load("circles")


def run(circles, name):
    spec = Spec((2, 10, 5, 1), record_at=EVERY_THOUSAND)
    data = examples(spec, circles.train_x, circles.train_y)
    test = examples(spec, circles.test_x, circles.test_y)
    start = initializers.get(name).draw(spec.sizes, seed=3)
    return spec, train(spec, data, test, parameters=start)


@pytest.mark.parametrize(("name", "tolerance"), [("zeros", 1e-12), ("he", 1e-9)])
def test_circles_give_the_documents_costs(circles, name, tolerance):
    _, outcome = run(circles, name)
    costs = [observation.cost for observation in outcome.history]
    np.testing.assert_allclose(costs, CIRCLES[name]["costs"], rtol=0, atol=tolerance)
    assert outcome.final.train_accuracy == CIRCLES[name]["train_accuracy"]
    assert outcome.final.test_accuracy == CIRCLES[name]["test_accuracy"]


def test_large_random_circles_have_the_documents_accuracies_and_a_finite_cost(circles):
    spec, outcome = run(circles, "random")
    assert outcome.final.train_accuracy == 0.83
    assert outcome.final.test_accuracy == 0.86
    assert outcome.history[0].cost == pytest.approx(1773.586, abs=1e-3)  # inf in the notebook
    for part, inputs in (("train", circles.train_x), ("test", circles.test_x)):
        labels = "".join(str(int(label)) for label in predict(spec, outcome.parameters, inputs))
        assert labels == CIRCLES["random"][f"{part}_labels"]


def torch_optimizer(torch, spec, tensors):
    if spec.optimizer == "adam":
        return torch.optim.Adam(
            tensors,
            lr=spec.learning_rate,
            betas=(spec.momentum, spec.beta2),
            eps=spec.epsilon,
        )
    momentum = 0.0 if spec.optimizer == "gd" else spec.momentum
    return torch.optim.SGD(
        tensors, lr=spec.learning_rate, momentum=momentum, nesterov=spec.optimizer == "nesterov"
    )


@pytest.mark.parametrize("sizes", [(3, 6, 4, 1), (40, 6, 4, 1)], ids=["direct", "dual"])
@pytest.mark.parametrize("batch_size", [None, 5])
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov", "adam"])
def test_optimizers_train_as_pytorchs_do(optimizer, batch_size, sizes):
    torch = pytest.importorskip("torch")
    spec = Spec(
        sizes,
        "tanh",
        learning_rate=0.03,
        iterations=40,
        optimizer=optimizer,
        batch_size=batch_size,
        l2=0.05,
    )
    layers, data = problem(spec, seed=5, count=13)
    assert spec.uses_dual(13) == (sizes[0] == 40 and optimizer != "adam")
    outcome = train(spec, data, parameters=layers)

    tensors = [[torch.tensor(p, requires_grad=True) for p in layer] for layer in layers]
    flat = [tensor for layer in tensors for tensor in layer]
    torch_step = torch_optimizer(torch, spec, flat)
    x, y = torch.tensor(data.inputs), torch.tensor(data.targets)
    for _, columns in zip(range(40), batches(spec, 13), strict=False):
        a = x[:, columns]
        for weights, biases in tensors[:-1]:
            a = torch.tanh(weights @ a + biases)
        z = tensors[-1][0] @ a + tensors[-1][1]
        value = torch.nn.functional.binary_cross_entropy_with_logits(z, y[:, columns])
        decay = sum((weights**2).sum() for weights, _ in tensors)
        torch_step.zero_grad()
        (value + 0.5 * spec.l2 * decay).backward()
        torch_step.step()
    for layer, reference in zip(outcome.parameters, tensors, strict=True):
        for part, tensor in zip(layer, reference, strict=True):
            np.testing.assert_allclose(part, tensor.detach().numpy(), rtol=0, atol=1e-9)


def test_an_epoch_shows_every_example_once_and_each_epoch_another_order():
    spec = Spec((1, 1), batch_size=4)
    stream = batches(spec, 10)
    epochs = [np.concatenate([next(stream) for _ in range(3)]) for _ in range(3)]
    assert all(sorted(epoch) == list(range(10)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 3


def test_measuring_happens_before_the_update():
    spec = Spec((1, 1), learning_rate=1.0, iterations=2, record_at=(0, 1, 2))
    layers = (Layer(np.zeros((1, 1)), np.zeros((1, 1))),)
    outcome = train(spec, examples(spec, [[2.0]], [1]), parameters=layers)
    # z = 0, then 1·(.5·2·2 + .5), then one more step, by hand.
    z1 = 2.5
    z2 = z1 + 5 * (1 - 1 / (1 + np.exp(-z1)))
    costs = [np.log1p(np.exp(-z)) for z in (0.0, z1, z2)]
    assert [o.iteration for o in outcome.history] == [0, 1, 2]
    np.testing.assert_allclose([o.cost for o in outcome.history], costs, rtol=1e-14)
    assert outcome.final == outcome.history[-1]


def test_the_dual_form_follows_the_direct_one():
    rng = np.random.default_rng(0)
    count, features = 8, 30
    spec = Spec((features, 4, 1), "tanh", learning_rate=0.05, iterations=200)
    x = rng.standard_normal((features, count))
    layers, _ = problem(spec, seed=1)
    data = examples(spec, x, rng.integers(0, 2, count))
    dual = train(spec, data, data, parameters=layers)
    # Twelve copies of the data have the same mean cost, and more examples than features.
    repeated = examples(spec, np.tile(x, 12), np.tile(data.targets, 12))
    direct = train(spec, repeated, parameters=layers)
    assert spec.uses_dual(count)
    assert not spec.uses_dual(12 * count)
    assert dual.final.cost == pytest.approx(direct.final.cost, rel=1e-11)
    assert dual.final.test_accuracy == dual.final.train_accuracy
    np.testing.assert_allclose(dual.final.gradient_norm, direct.final.gradient_norm, rtol=1e-9)
    for one, other in zip(dual.parameters, direct.parameters, strict=True):
        np.testing.assert_allclose(one.weights, other.weights, atol=1e-11)


def test_a_run_that_diverges_says_when_and_where_and_keeps_its_last_finite_state():
    spec = Spec((1, 1), "linear", "squared", learning_rate=1e200, iterations=9, record_at=(0, 1, 2))
    layers = (Layer(np.ones((1, 1)), np.zeros((1, 1))),)
    outcome = train(spec, examples(spec, [[1.0]], [[0.0]]), parameters=layers)
    # w = 1, b = 0 → both near −1e200 → the gradient −2e200 times 1e200 is infinite.
    assert (outcome.diverged_at, outcome.diverged_layer) == (2, 1)
    assert [o.iteration for o in outcome.history] == [0, 1]
    assert outcome.parameters[0].weights == -1e200
    assert outcome.final_cost == np.inf


def test_no_hidden_layer_is_logistic_regression():
    spec = Spec((2, 1), learning_rate=0.5, iterations=500)
    x = np.array([[0.0, 1.0, 2.0, 3.0], [1.0, 0.0, 1.0, 0.0]])
    layers = initializers.get("zeros").draw((2, 1), seed=0)
    outcome = train(spec, examples(spec, x, [0, 0, 1, 1]), parameters=layers)
    assert outcome.final.train_accuracy == 1.0
    assert outcome.final.silent_share == (0.0,)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"sizes": (2,)}, DomainError, "at least an input and an output"),
        ({"sizes": (2, 0, 1)}, DomainError, "at least 1"),
        ({"sizes": (2, 10**9, 10**9, 1)}, DomainError, "smaller layers"),
        ({"activation": "rleu"}, UnknownName, "Did you mean 'relu'"),
        ({"loss": "hinge"}, UnknownName, "Known: binary, softmax, squared"),
        ({"optimizer": "adams"}, UnknownName, "Did you mean 'adam'"),
        ({"sizes": (2, 3)}, DomainError, "one output"),
        ({"learning_rate": -1.0}, DomainError, "learning_rate is a finite number"),
        ({"learning_rate": float("nan")}, DomainError, "got nan"),
        ({"momentum": 1.0}, DomainError, "below 1"),
        ({"iterations": -1}, DomainError, "at least 0"),
        ({"batch_size": 0}, DomainError, "at least 1"),
        ({"record_at": (5, 5)}, DomainError, "ascending"),
    ],
)
def test_a_spec_that_cannot_be_trained_is_refused(change, error, words):
    with pytest.raises(error, match=words):
        Spec(**({"sizes": (2, 1), "iterations": 10} | change))


@pytest.mark.parametrize(
    ("x", "y", "error", "words"),
    [
        (np.zeros((3, 4)), [0, 1, 0, 1], ShapeError, r"\(2, examples\); got \(3, 4\)"),
        (np.zeros((2, 0)), [], DataError, "no examples"),
        ([[np.nan], [0.0]], [0], DataError, "NaN"),
        (np.zeros((2, 2)), [0, 2], DataError, "from 0 to 1"),
        (np.zeros((2, 2)), [0.5, 1], DataError, "whole numbers"),
        (np.zeros((2, 2)), [0], ShapeError, "2 examples need 2 labels"),
    ],
)
def test_data_that_do_not_fit_are_refused(x, y, error, words):
    with pytest.raises(error, match=words):
        examples(Spec((2, 1)), x, y)


def test_parameters_that_do_not_fit_are_refused():
    spec = Spec((2, 1))
    wrong = (Layer(np.zeros((1, 3)), np.zeros((1, 1))),)
    data = examples(spec, [[0], [1]], [0])
    with pytest.raises(ShapeError, match="need weights and biases"):
        train(spec, data, parameters=wrong)
