"""What SIREN says of the distributions at each depth, and what its parameters refuse."""

import numpy as np
import pytest

from initlab import initializers
from initlab.errors import DomainError
from initlab.initializers.numpy_arrays import sampled

NETS, WIDTH, OMEGA = 200, 200, 30.0


def test_sines_and_their_arguments_spread_alike_at_each_depth():
    rng = np.random.default_rng(0)
    first = initializers.get("siren.first").law
    hidden = initializers.get("siren").law
    # Near 0 sines are slow: there a mean square of ½ is not reached.
    coordinates = rng.uniform(0.5, 1, (NETS, 1, 1))
    sines = np.sin(
        OMEGA * sampled(first, (NETS * WIDTH, 1), rng=rng).reshape(NETS, WIDTH, 1) * coordinates
    )
    # Fast sines have the mean square ½, so the next arguments the variance
    # ω² n · 2 / (n ω²) · ½ = 1, and are normal. E sin²(√v z) = (1 − e^(−2v)) / 2: the variance
    # after v is 1 − e^(−2v), and 0.7968 repeats itself.
    variance = 1.0
    for _ in range(3):
        weights = sampled(hidden, (NETS * WIDTH, WIDTH), rng=rng).reshape(NETS, WIDTH, WIDTH)
        arguments = OMEGA * weights @ sines
        # A network's mean square of 200 normals is off by √(2 / 200), given one of 200 sines that
        # is off by √(½ / 200), and by less than half of what its inputs were off: twice in all.
        # Five of that, of the mean of 200 networks: 0.08, and 0.865 is not 1.
        five_standard_errors = 5 * 2 * np.sqrt(2.5 / WIDTH / NETS)
        assert (arguments**2).mean() == pytest.approx(variance, rel=five_standard_errors)
        variance = 1 - np.exp(-2 * variance)
        sines = np.sin(arguments)


def test_omega_divides_out():
    slow = sampled(initializers.parse("siren:omega=1").law, (40, 30), rng=0)
    fast = sampled(initializers.parse("siren:omega=30").law, (40, 30), rng=0)
    np.testing.assert_allclose(fast * 30, slow, atol=1e-15)
    # √(6/30) = 0.4472; of 1200 draws the largest is within 1% but for 6e-6.
    assert 0.99 * np.sqrt(0.2) < np.abs(slow).max() < np.sqrt(0.2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("siren:omega=0", "above 0; got 0"),
        ("kan.spline_scale:value=-1", "at least 0; got -1"),
        ("fourier_features:scale=-1", "at least 0; got -1"),
        ("siren.first:scale=inf", "at least 0; got inf"),
    ],
)
def test_parameters_without_meaning_are_refused(text, words):
    with pytest.raises(DomainError, match=words):
        initializers.parse(text)
