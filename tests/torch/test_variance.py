"""An entry of Var = 1 / n_in keeps the mean square, whatever the layer does."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from initlab.torch import initialize
from tests.torch.layers import CASES, Case

ENOUGH_WEIGHTS = 50_000


def large_enough(case: Case) -> int:
    """The least width, a multiple of 24, with enough weights."""
    width = 24
    while True:
        with torch.device("meta"):
            weight = case.make(width).get_parameter(case.weight)
        if weight.numel() >= ENOUGH_WEIGHTS:
            return width
        width += max(24, width // 4 // 24 * 24)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_unit_inputs_give_unit_outputs(case: Case):
    width = large_enough(case)
    module = skip_init(case.make, width)
    initialize(module, "xavier_uniform", seed=1)
    # Over independent inputs of variance 1 an output Σ w x has the variance Σ w²: what the layer
    # makes of ones with its weights squared. One example shows every weight.
    with torch.no_grad():
        module.get_parameter(case.weight).square_()
        out = case.output(module, *(torch.ones(1, *shape) for shape in case.inputs(width)))
    # The square of a uniform weight has the relative variance 0.8: the standard error is
    # √(0.8/50,000) = 0.4 %, and 2 % is five of them.
    assert out.mean().item() == pytest.approx(1.0, abs=0.02)


def skip_init(make: Callable[[int], nn.Module], width: int) -> nn.Module:
    """The module without the time its own start takes."""
    with torch.device("meta"):
        module = make(width)
    return module.to_empty(device="cpu")


@pytest.mark.parametrize("layer", [nn.Embedding, nn.EmbeddingBag])
def test_looked_up_rows_have_unit_variance(layer):
    module = layer(1000, 400)
    initialize(module, "he", seed=1)
    rows = module(torch.arange(1000).reshape(-1, 1)).detach()
    # √(2 / 400,000) = 0.22 %
    assert rows.square().mean().item() == pytest.approx(1.0, abs=0.02)
