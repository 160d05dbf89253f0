"""Gradients against differences of the cost, and against PyTorch's autograd in float64."""

import numpy as np
import pytest

from initlab import activations
from initlab.initializers import Layer
from initlab.networks import Spec, examples, losses
from initlab.networks.network import Network
from tests.activations import in_torch

ALL = slice(None)


def problem(spec, seed, count=7):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((spec.sizes[0], count))
    if spec.loss == "squared":
        y = rng.standard_normal((spec.sizes[-1], count))
    else:
        y = rng.integers(0, 2 if spec.loss == "binary" else spec.sizes[-1], count)
    layers = tuple(
        Layer(rng.standard_normal((o, i)) / np.sqrt(i), rng.standard_normal((o, 1)) * 0.3)
        for i, o in zip(spec.sizes, spec.sizes[1:], strict=False)
    )
    return layers, examples(spec, x, y)


def cost(spec, layers, data):
    network = Network(spec, layers, data)
    return network.loss.mean_cost(network.forward(network.view)[0][-1], data.targets)


@pytest.mark.parametrize("loss", [loss.name for loss in losses.ALL])
@pytest.mark.parametrize("activation", activations.names())
def test_gradients_are_the_slopes_of_the_cost(activation, loss):
    outputs = 1 if loss == "binary" else 3
    spec = Spec((4, 5, 3, outputs), activation, loss)
    # Seeds whose pre-activations stay clear of the kinks by more than the step.
    layers, data = problem(spec, seed=11)
    gradients = Network(spec, layers, data).gradients(ALL)
    step = 1e-5
    for number, of_layer in enumerate(gradients):
        for part, gradient in enumerate(of_layer):
            for index in np.ndindex(*gradient.shape):
                costs = []
                for sign in (1, -1):
                    moved = [list(map(np.copy, layer)) for layer in layers]
                    moved[number][part][index] += sign * step
                    costs.append(cost(spec, tuple(Layer(*layer) for layer in moved), data))
                slope = (costs[0] - costs[1]) / (2 * step)
                # Third derivative times step², and the cost's rounding divided by the step; both
                # grow with the slope where squares of squares make it large.
                assert gradient[index] == pytest.approx(slope, abs=5e-9, rel=1e-9)


def torch_cost(torch, spec, layers, data):
    functional = torch.nn.functional
    phi = (in_torch.functions() | in_torch.compositions())[spec.activation]
    a = torch.tensor(data.inputs)
    tensors = [[torch.tensor(part, requires_grad=True) for part in layer] for layer in layers]
    for weights, biases in tensors[:-1]:
        a = phi(weights @ a + biases)
    z = tensors[-1][0] @ a + tensors[-1][1]
    y = torch.tensor(data.targets)
    if spec.loss == "binary":
        value = functional.binary_cross_entropy_with_logits(z, y)
    elif spec.loss == "softmax":
        value = functional.cross_entropy(z.T, y.T)
    else:
        value = 0.5 * ((z - y) ** 2).sum(0).mean()
    value.backward()
    return value.item(), [[part.grad.numpy() for part in layer] for layer in tensors]


def test_two_hundred_random_networks_agree_with_autograd():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(8)
    for number in range(200):
        loss = losses.ALL[number % 3].name
        activation = activations.names()[number % len(activations.ALL)]
        depth = int(rng.integers(0, 5))
        outputs = 1 if loss == "binary" else int(rng.integers(2, 6))
        sizes = (*rng.integers(1, 12, depth + 1).tolist(), outputs)
        spec = Spec(sizes, activation, loss)
        layers, data = problem(spec, seed=number, count=max(12, sizes[0]))
        value, expected = torch_cost(torch, spec, layers, data)
        got = Network(spec, layers, data).gradients(ALL)
        assert cost(spec, layers, data) == pytest.approx(value, rel=1e-12, abs=1e-12)
        for of_layer, of_torch in zip(got, expected, strict=True):
            for gradient, reference in zip(of_layer, of_torch, strict=True):
                np.testing.assert_allclose(
                    gradient, reference, rtol=1e-10, atol=1e-10, err_msg=f"{number}: {spec}"
                )
