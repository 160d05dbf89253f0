"""torch.nn.init's functions: its values where it is right, and the bugs that are mended."""

import inspect
import math

import numpy as np
import pytest
import scipy.stats
import torch
from torch import nn

import initlab.torch as ours
from initlab.errors import DomainError, InitlabError, ShapeError, UnknownName
from initlab.initializers import fans

OLD = ("uniform", "normal", "constant", "eye", "dirac", "xavier_uniform", "xavier_normal")
OLD = (*OLD, "kaiming_uniform", "kaiming_normal", "orthogonal", "sparse")


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_every_public_name_is_here_with_its_arguments():
    for name in nn.init.__all__:
        mine = list(inspect.signature(getattr(ours, name)).parameters)
        theirs = list(inspect.signature(getattr(nn.init, name)).parameters)
        if name not in OLD:
            assert mine[: len(theirs)] == theirs, name


@pytest.mark.parametrize(
    ("name", "shape", "options"),
    [
        ("uniform_", (3, 5), {"a": -2.0, "b": 3.0}),
        ("normal_", (3, 5), {"mean": 1.0, "std": 0.1}),
        ("constant_", (3, 5), {"val": 0.3}),
        ("ones_", (3,), {}),
        ("zeros_", (3,), {}),
        ("eye_", (3, 5), {}),
        ("dirac_", (6, 2, 3, 3), {"groups": 2}),
        ("xavier_uniform_", (8, 6, 3), {"gain": 2.0}),
        ("xavier_normal_", (8, 6), {}),
        ("kaiming_uniform_", (8, 6), {"a": math.sqrt(5)}),
        ("kaiming_normal_", (8, 6, 3, 3), {"mode": "fan_out", "nonlinearity": "relu"}),
        ("orthogonal_", (5, 8), {"gain": 2.0}),
        ("orthogonal_", (8, 5), {}),
    ],
)
def test_values_are_pytorchs_where_it_is_right(name, shape, options):
    takes = "generator" in inspect.signature(getattr(nn.init, name)).parameters
    one = {**options, "generator": seeded()} if takes else options
    other = {**options, "generator": seeded()} if takes else options
    mine = getattr(ours, name)(torch.empty(shape), **one)
    theirs = getattr(nn.init, name)(torch.empty(shape), **other)
    torch.testing.assert_close(mine, theirs, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", OLD)
def test_old_names_warn_and_work(name):
    shape = (2, 2, 3) if name == "dirac" else (2, 2)
    options = {"constant": {"val": 1.0}, "sparse": {"sparsity": 0.5}}.get(name, {})
    with pytest.warns(FutureWarning, match=f"Use {name}_"):
        assert getattr(ours, name)(torch.empty(shape), **options).isfinite().all()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize(("std", "a", "b"), [(1.0, -2.0, 2.0), (0.02, -0.03, 0.05)])
def test_a_truncated_normal_is_truncated_in_every_dtype(dtype, std, a, b):
    weight = ours.trunc_normal_(
        torch.empty(400_000, dtype=dtype), std=std, a=a, b=b, generator=seeded()
    )
    assert a <= weight.double().min() <= weight.double().max() <= b
    truth = scipy.stats.truncnorm(a / std, b / std, scale=std)
    # Five standard errors of a standard deviation are 5/√800,000 = 0.56 %; bfloat16's rounding
    # adds (2⁻⁹)²/3 of the variance at most.
    assert weight.double().std().item() == pytest.approx(truth.std(), rel=0.01)
    assert weight.double().mean().item() == pytest.approx(truth.mean(), abs=0.01 * std)


def test_a_truncated_normal_far_in_the_tail_is_exact():
    weight = ours.trunc_normal_(
        torch.empty(100_000, dtype=torch.float64), a=6.0, b=9.0, generator=seeded()
    )
    # Kolmogorov and Smirnov's statistic exceeds 2.2/√n once in 10,000.
    distance = scipy.stats.kstest(weight.numpy(), scipy.stats.truncnorm(6, 9).cdf).statistic
    assert distance < 2.2 / math.sqrt(100_000)


def test_sparse_draws_everything_from_the_generator():
    torch.manual_seed(1)
    first = ours.sparse_(torch.empty(50, 20), 0.7, generator=seeded())
    torch.manual_seed(2)
    second = ours.sparse_(torch.empty(50, 20), 0.7, generator=seeded())
    assert torch.equal(first, second)
    assert ((first == 0).sum(0) == 35).all()
    # PyTorch takes the places from its global state.
    torch.manual_seed(1)
    theirs = nn.init.sparse_(torch.empty(50, 20), 0.7, generator=seeded())
    torch.manual_seed(2)
    assert not torch.equal(theirs, nn.init.sparse_(torch.empty(50, 20), 0.7, generator=seeded()))


@pytest.mark.parametrize(
    ("name", "mean_square"),
    [
        ("xavier_uniform_", 2 / 1000),
        ("xavier_normal_", 2 / 1000),
        ("kaiming_uniform_", 2 / 600),
        ("kaiming_normal_", 2 / 600),
    ],
)
def test_complex_weights_have_the_papers_mean_square(name, mean_square):
    weight = getattr(ours, name)(torch.empty(400, 600, dtype=torch.complex64), generator=seeded())
    # |w|² of a complex normal has the relative variance 1: five standard errors are 5/√240,000.
    assert weight.abs().square().mean().item() == pytest.approx(mean_square, rel=0.0103)


@pytest.mark.parametrize(
    "dtype",
    [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64],
)
@pytest.mark.parametrize("shape", [(6, 9), (9, 6), (4, 3, 2, 2)])
def test_orthogonal_is_orthogonal_in_every_dtype(dtype, shape):
    weight = ours.orthogonal_(torch.empty(shape, dtype=dtype), gain=2.0, generator=seeded())
    wide = weight.flatten(1).to(torch.complex128 if dtype.is_complex else torch.float64)
    gram = wide @ wide.mH if wide.shape[0] < wide.shape[1] else wide.mH @ wide
    # Each of 12 products at most has two roundings of a number of size 2.
    tolerance = 12 * 4 * 2 * torch.finfo(dtype).eps
    torch.testing.assert_close(
        gram, 4 * torch.eye(len(gram), dtype=wide.dtype), rtol=0, atol=tolerance
    )


def test_gains_are_pytorchs_where_it_has_them_and_exact_elsewhere():
    names = ["linear", "conv2d", "conv_transpose1d", "sigmoid", "tanh", "relu", "selu"]
    for name in [*names, "leaky_relu"]:
        assert ours.calculate_gain(name) == nn.init.calculate_gain(name)
    assert ours.calculate_gain("leaky_relu", 0.3) == nn.init.calculate_gain("leaky_relu", 0.3)
    assert ours.calculate_gain("prelu") == math.sqrt(2 / (1 + 0.25**2))
    for name, function in (("gelu", nn.GELU()), ("silu", nn.SiLU()), ("mish", nn.Mish())):
        z, weights = np.polynomial.hermite_e.hermegauss(120)
        square = (function(torch.from_numpy(z)).numpy() ** 2 * weights).sum() / weights.sum()
        assert ours.calculate_gain(name) == pytest.approx(square**-0.5, rel=1e-9)
    with pytest.raises(UnknownName, match="gelu"):
        ours.calculate_gain("gellu")
    with pytest.raises(DomainError, match="slope"):
        ours.calculate_gain("leaky_relu", True)


@pytest.mark.parametrize(
    ("name", "shape", "options", "error"),
    [
        ("kaiming_normal_", (0, 5), {}, ShapeError),
        ("xavier_uniform_", (0, 0), {}, ShapeError),
        ("orthogonal_", (0, 3), {}, ShapeError),
        ("uniform_", (0,), {}, ShapeError),
        ("kaiming_uniform_", (5,), {}, ShapeError),
        ("xavier_normal_", (5,), {}, ShapeError),
        ("orthogonal_", (5,), {}, ShapeError),
        ("eye_", (5,), {}, ShapeError),
        ("dirac_", (5, 2), {}, ShapeError),
        ("dirac_", (5, 2, 3), {"groups": 2}, ShapeError),
        ("sparse_", (5, 2, 3), {"sparsity": 0.1}, ShapeError),
        ("sparse_", (5, 2), {"sparsity": 1.5}, DomainError),
        ("trunc_normal_", (5,), {"std": 0.0}, DomainError),
        ("trunc_normal_", (5,), {"a": 40.0, "b": 41.0}, DomainError),
        ("kaiming_normal_", (5, 2), {"mode": "fan_mid"}, DomainError),
        ("he_", (0, 5), {}, ShapeError),
        ("he_", (5,), {}, DomainError),
    ],
)
def test_what_cannot_be_filled_is_refused_in_one_line(name, shape, options, error):
    with pytest.raises(error) as caught:
        getattr(ours, name)(torch.empty(shape), **options)
    assert isinstance(caught.value, InitlabError)
    assert "\n" not in str(caught.value)


def test_true_fans_can_be_given():
    depthwise = nn.Conv2d(512, 512, 3, groups=512).weight
    true = fans.convolution(depthwise.shape, groups=512)
    ours.kaiming_normal_(depthwise, mode="fan_out", nonlinearity="linear", fans=true)
    # 4608 weights of variance 1/9: five standard errors of the deviation are 5/√9216.
    assert depthwise.std().item() == pytest.approx(1 / 3, rel=0.0521)


def test_every_entry_of_the_catalogue_is_a_function():
    weight = ours.he_truncated_(torch.empty(400, 300), generator=seeded())
    # A truncated normal's square has less variance than a normal's.
    assert weight.std().item() == pytest.approx(math.sqrt(2 / 300), rel=5 / math.sqrt(240_000))
    # Cut at two deviations of the parent, whose own is 1/0.8796 of what is left.
    assert weight.abs().max() < 2.2737 * math.sqrt(2 / 300)
    assert torch.equal(weight, ours.he_truncated_(torch.empty(400, 300), generator=seeded()))
    torch.manual_seed(3)
    first = ours.glorot_(torch.empty(3, 4))
    torch.manual_seed(3)
    assert torch.equal(first, ours.glorot_(torch.empty(3, 4)))
    assert "lecun_uniform_" in dir(ours)
    assert "\n\n    Args" in ours.he_.__doc__
    changed = ours.he_(torch.empty(400, 300), generator=seeded(), scale=8.0)
    torch.testing.assert_close(changed, 2 * ours.he_(torch.empty(400, 300), generator=seeded()))
    complex_one = ours.he_(torch.empty(400, 300, dtype=torch.complex64), generator=seeded())
    assert complex_one.abs().square().mean().item() == pytest.approx(2 / 300, rel=0.0145)
    with pytest.raises(AttributeError, match="no attribute 'hee_'"):
        _ = ours.hee_


def test_only_the_generator_moves():
    before = torch.get_rng_state()
    ours.sparse_(torch.empty(5, 4), 0.5, generator=seeded())
    ours.orthogonal_(torch.empty(5, 4), generator=seeded())
    ours.trunc_normal_(torch.empty(5, 4), generator=seeded())
    ours.he_(torch.empty(5, 4), generator=seeded())
    assert torch.equal(torch.get_rng_state(), before)
