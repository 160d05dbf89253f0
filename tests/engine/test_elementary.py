"""The kernel's elementary functions against the definition's, over their whole range."""

import numpy as np
import pytest

from initlab import elementary, kernel
from tests.engine.test_bits import WIDTHS

NAMES = (
    "exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus", "erf", "sin", "cos",
    "erfinv", "sinpi", "cospi", "arctan",
)  # fmt: skip


def points():
    """Even and logarithmic points, subnormals, joins of pieces, both ends, NaN; a multiple of 8."""
    rng = np.random.default_rng(0)
    joins = np.array(
        [
            0.0,
            2**0.5 - 1,
            1.0,
            2**0.5 + 1,
            6.0,
            22.0,
            40.0,
            708.0,
            709.782712893384,
            745.1332191019412,
            2.0**20,
            np.inf,
        ]
    )
    near = np.concatenate([joins, np.nextafter(joins, 0), np.nextafter(joins, np.inf)])
    sizes = np.concatenate([near, np.exp(rng.uniform(-745, 709, 4000)), rng.uniform(0, 750, 4000)])
    sizes = np.concatenate([sizes, rng.uniform(0, 1, 2000), 1 - np.exp2(rng.uniform(-53, 0, 2000))])
    both = np.concatenate([sizes, -sizes, rng.uniform(-2e6, 2e6, 2000), [np.nan, 5e-324]])
    return np.resize(both, -(-both.size // 8) * 8)


@pytest.mark.skipif(not WIDTHS, reason="no engine")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_kernel_and_definition_have_the_same_bits(name, width):
    x = points()
    ours = kernel.load().elementary(width, NAMES.index(name), x)
    theirs = getattr(elementary, name)(x)
    np.testing.assert_array_equal(ours, theirs)
    finite = ~np.isnan(theirs)
    np.testing.assert_array_equal(np.signbit(ours[finite]), np.signbit(theirs[finite]))
