"""An entry of Var = 1 / n_in keeps the mean square, whatever the layer does."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from initlab.torch import initialize
from tests.torch.layers import CASES, Case

ENOUGH_WEIGHTS, ENOUGH_OUTPUTS = 150_000, 200_000


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
    generator = torch.Generator().manual_seed(2)

    def inputs(examples: int) -> list[torch.Tensor]:
        # ±1: a mean square of exactly 1.
        shapes = [(examples, *shape) for shape in case.inputs(width)]
        return [2.0 * torch.randint(0, 2, shape, generator=generator) - 1 for shape in shapes]

    with torch.no_grad():
        per_example = case.output(module, *inputs(1)).numel()
        out = case.output(module, *inputs(-(-ENOUGH_OUTPUTS // per_example)))
    # The square of a uniform weight has the relative variance 0.8, that of an output about 2. So
    # the standard error is at most √(0.8/150,000 + 2/200,000) = 0.39 %, and 2 % is five of them.
    assert out.square().mean().item() == pytest.approx(1.0, abs=0.02)


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
