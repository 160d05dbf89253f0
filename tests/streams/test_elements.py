"""What a distribution says of itself, against mpmath and numbers worked by hand."""

from math import inf, sqrt

import mpmath as mp
import pytest

from initlab.errors import DomainError
from initlab.streams import Elements


def test_the_truncated_standard_deviation_is_the_integral():
    mp.mp.dps = 30
    inside = mp.erf(mp.sqrt(2))
    variance = mp.quad(lambda z: z * z * mp.npdf(z), [-2, 0, 2]) / inside
    assert Elements("truncated").std == float(mp.sqrt(variance))


@pytest.mark.parametrize(
    ("elements", "std", "bound"),
    [
        (Elements("constant", 3.0, 2.0), 0.0, 0.0),
        (Elements("uniform", 3.0, 2.0), sqrt(3), 3.0),
        (Elements("normal", 3.0, 2.0), 3.0, inf),
        (Elements("truncated", 3.0, 2.0), 2.6388769831027193, 6.0),
        (Elements("normal", 0.0, 2.0), 0.0, 0.0),
    ],
)
def test_moments_and_bounds(elements, std, bound):
    assert (elements.mean, elements.bound) == (2.0, bound)
    assert elements.std == pytest.approx(std, rel=1e-15)


@pytest.mark.parametrize(
    "wrong",
    [("gamma",), ("normal", -1.0), ("normal", inf), ("normal", float("nan")), ("normal", 1.0, inf)],
)
def test_what_is_no_distribution_is_refused(wrong):
    with pytest.raises(DomainError):
        Elements(*wrong)
