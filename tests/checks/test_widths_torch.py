import pytest
import torch
from torch import nn

from initlab.checks.widths_torch import width_slopes
from initlab.errors import DomainError, UserCodeError

WIDTHS = (16, 64, 256)


def factory(power):
    """A linear model whose hidden size is ∝ width^power: Var[W] = width^(2 power) / inputs."""

    def made(width):
        model = nn.Sequential(nn.Linear(8, width, bias=False), nn.Linear(width, 1, bias=False))
        nn.init.normal_(model[0].weight, std=width**power * 8**-0.5)
        return model

    return made


@pytest.mark.parametrize("power", [-0.5, 0.0, 0.5])
def test_slopes_are_the_exponents_that_the_weights_were_given(power):
    batch = torch.randn(32, 8, generator=torch.Generator().manual_seed(0))
    found = width_slopes(factory(power), WIDTHS, batch, lambda y: y.square().mean(), steps=0)
    first = next(slope for slope in found if slope.layer == "0")
    # At width 16 a mean square has a relative deviation of about √(2 / 16 / 8 · …) < 0.1 and its
    # logarithm's half less than that; over log 16 = 2.8 and five seeds the slope's is < 0.02.
    assert first.slope == pytest.approx(power, abs=0.08)
    assert first.standard_error < 0.04


def test_steps_are_taken_and_the_random_state_is_kept():
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    found = width_slopes(
        factory(0.0), (4, 8), torch.ones(2, 8), lambda y: y.square().mean(), 2, (0, 1)
    )
    assert torch.rand(1) == expected
    assert {slope.step for slope in found} == {0, 1, 2}


def test_too_few_widths_and_wrong_factories_are_refused():
    with pytest.raises(DomainError, match="two or more"):
        width_slopes(factory(0.0), (8,), torch.ones(2, 8))
    with pytest.raises(UserCodeError, match="factory of widths returns"):
        width_slopes(lambda width: width, (4, 8), torch.ones(2, 8))
