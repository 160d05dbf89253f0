"""Every law at every fan and in every dtype: the deviation it promises, or a refusal in a line."""

from functools import cache
from math import exp, pi, sqrt

import numpy as np
import pytest

from initlab import initializers, streams
from initlab.errors import InitlabError
from initlab.initializers import laws
from initlab.initializers.fans import Fans
from initlab.initializers.numpy_arrays import draw
from initlab.streams import Elements
from initlab.streams.rounding import format_named
from tests.initializers import hand_worked

DTYPES = ("float64", "float32", "float16", "bfloat16")
FANS = (1, 10, 1000, 10**6, 4 * 10**7)
# The standard error of a normal's deviation is 1/√(2 n): 1 % is more than five of them.
WINDOW = 1 << 17
NAMES = [
    name for e in initializers.ALL for name in (e.name, *(f"{e.name}.{r.name}" for r in e.roles))
]
BY_ELEMENT = [n for n in NAMES if isinstance(initializers.get(n).law, laws.ElementLaw)]
WHOLE = [n for n in NAMES if n not in BY_ELEMENT]


def wide(values, dtype):
    """The numbers as float64; bfloat16 is the upper half of a float32."""
    if dtype == "bfloat16":
        values = (values.astype(np.uint32) << 16).view(np.float32)
    return values.astype(np.float64)


@cache
def complaint(what: Elements, dtype: str) -> str:
    """What is wrong with a window into a tensor of 4·10⁷ elements: "" if nothing is."""
    out = np.empty(WINDOW, streams.storage_of(dtype))
    try:
        streams.fill(out, what, seed=1, name="w", start=4 * 10**7 - WINDOW, dtype=dtype, threads=1)
    except InitlabError as error:
        return "refused over several lines" if "\n" in str(error) else ""
    drawn = wide(out, dtype)
    if not np.isfinite(drawn).all():
        return "not finite"
    if what.std == 0:
        return "" if np.ptp(drawn) == 0 else "a constant that varies"
    if abs(drawn.std() / what.std - 1) > 0.01:
        return f"deviation {drawn.std():g}, not {what.std:g}"
    return "".join(atom(drawn, end, what, dtype) for end in (drawn.min(), drawn.max()))


def atom(drawn, end, what, dtype):
    """A number at the end of the range that comes more often than what rounds to it."""
    # What rounds to a number lies within a spacing; the last also takes what would leave the bound.
    step = 2 * format_named(dtype).spacing(end) / what.scale
    if what.unit == "uniform":
        density = 0.5
    else:
        inner = max(abs(end - what.centre) / what.scale - step, 0)
        density = exp(-(inner**2) / 2) / sqrt(2 * pi) / (0.9545 if what.unit == "truncated" else 1)
    expected = WINDOW * density * step
    count = int((drawn == end).sum())
    return "" if count <= expected + 5 * sqrt(expected) + 5 else f"{count} elements are {end:g}; "


@pytest.mark.parametrize("dtype", DTYPES)
def test_laws_of_elements_keep_their_deviation_at_every_fan(dtype):
    wrong = {}
    for name in BY_ELEMENT:
        for inputs in FANS:
            # Laws that look at one fan only see the narrow ones and the wide ones either way.
            for fans in (Fans(inputs, 400), Fans(400, inputs), Fans(inputs, inputs)):
                if found := complaint(initializers.get(name).law.elements(fans), dtype):
                    wrong[name, fans] = found
    assert not wrong


@pytest.mark.parametrize("dtype", DTYPES)
def test_no_dtype_is_refused_at_ordinary_fans(dtype):
    nothing = np.empty(0, streams.storage_of(dtype))
    for name in BY_ELEMENT:
        what = initializers.get(name).law.elements(Fans(1000, 1000))
        streams.fill(nothing, what, seed=1, name="w", dtype=dtype)


# Whole tensors: gates and classes are counted in the shape, the rest has 300 rows or 4000.
SHAPES = {
    "gate_bias": [(120_000,)],
    "lstm_bias": [(4,), (400,)],
    "class_prior": [(1,), (1000,)],
    "sinusoidal": [(1, 2), (500, 300)],
    "delta_orthogonal": [(64, 1, 3, 3), (64, 10, 3, 3), (64, 64, 3, 3)],
    "convolution_orthogonal": [(24, 1, 3, 3), (24, 10, 3, 3), (24, 24, 3, 3)],
    # 15 weights of 10,000 units, or 10 of 15,000, or 1 of 130,000: over 130,000 that are not 0.
    "sparse": [(131_000, 1), (14_000, 10), (9_000, 30)],
    "sparse_share": [(150_000, 1), (15_000, 10), (5_000, 30)],
}


REFUSING = {worked.name for worked in hand_worked.ALL if worked.refuses}


@pytest.mark.parametrize("name", WHOLE)
def test_laws_of_whole_tensors_keep_their_deviation(name):
    law = initializers.get(name).law
    key = next((k for k in SHAPES if name == k or name.endswith(f".{k}")), "")
    for shape in SHAPES.get(key, [(300, 1), (300, 10), (300, 300)]):
        fans = None if len(shape) > 1 else Fans(100, 100)
        if name in REFUSING:
            with pytest.raises(InitlabError, match=r"^[^\n]+$"):
                draw(law, shape, seed=1, name="w", fans=fans)
            continue
        expected = laws.std(law, shape, fans)
        exact = draw(law, shape, seed=1, name="w", fans=fans)
        # Rows and columns of unit length, and gates, are exact; the sparse and the random gates
        # have 130,000 free numbers, of which 1 % is five standard errors.
        assert sqrt((exact**2).mean()) == pytest.approx(expected, rel=0.01, abs=1e-300)
        for dtype in DTYPES[1:]:
            rounded = wide(streams.stored(exact, dtype), dtype)
            assert np.isfinite(rounded).all()
            assert sqrt((rounded**2).mean()) == pytest.approx(expected, rel=0.01, abs=1e-300)


def test_a_whole_tensor_in_half_precision_is_the_double_rounded_once():
    law = initializers.get("orthogonal").law
    half = draw(law, (30, 20), seed=1, name="w", dtype="float16")
    np.testing.assert_array_equal(half, draw(law, (30, 20), seed=1, name="w").astype(np.float16))
