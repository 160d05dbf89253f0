"""Filling: the kernel against the definition, shards against the whole, refusals."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initlab import kernel
from initlab.errors import DomainError, ShapeError, UnknownName
from initlab.streams import Elements, draw, fill
from initlab.streams.rounding import format_named, rounded_inside
from tests.engine.test_bits import WIDTHS

UNITS = ("uniform", "normal", "truncated")
TYPES = {
    "float64": np.float64,
    "float32": np.float32,
    "float16": np.float16,
    "bfloat16": np.uint16,
    "complex64": np.complex64,
    "complex128": np.complex128,
}
WAYS = [None, *WIDTHS]  # the definition, and the kernel with each number of lanes


@pytest.fixture
def way(monkeypatch):
    """Choose how `fill` computes."""
    compiled = kernel.load()

    def choose(width):
        only = width and SimpleNamespace(lane_widths=lambda: [width], fill=compiled.fill)
        monkeypatch.setattr(kernel, "load", lambda: only)

    return choose


def filled(size, elements, dtype="float32", **places):
    out = np.zeros(size, TYPES[dtype])
    fill(out, elements, **({"seed": 5, "name": "w", "dtype": dtype} | places))
    return out


def defined(elements, index, dtype, seed=5):
    """The elements at `index`, one by one from `draw`."""
    if dtype.startswith("complex"):
        real, imaginary = elements.complex_parts()
        values = np.empty(len(index), TYPES[dtype])
        form = format_named("float64" if dtype == "complex128" else "float32")
        values.real = rounded_inside(draw(real, seed, "w", 2 * index), real, form)
        values.imag = rounded_inside(draw(imaginary, seed, "w", 2 * index + 1), imaginary, form)
        return values
    return rounded_inside(draw(elements, seed, "w", index), elements, format_named(dtype))


# start, runs, run, stride: odd and even starts, runs shorter and longer than a step of the kernel,
# several chunks for the threads, places beyond 2^32.
PLACES = [
    (0, 1, 33_001, 0),
    (1, 1, 1, 0),
    (3, 1, 600, 0),
    (2**33 + 1, 7, 13, 100),
    (10, 90, 1, 3),
    (2**61, 3, 513, 515),
]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("width", WAYS)
def test_every_way_has_the_bits_of_the_definition(width, unit, dtype, way):
    way(width)
    for start, runs, run, stride in PLACES:
        index = (start + np.arange(runs)[:, None] * stride + np.arange(run)).ravel()
        places = {"start": start, "runs": runs, "run": run, "stride": stride}
        for elements in (Elements(unit, 0.02), Elements(unit, 0.7, -0.5)):
            ours = filled(len(index), elements, dtype, seed=2**64 - 1, **places)
            theirs = defined(elements, index, dtype, seed=2**64 - 1)
            assert ours.tobytes() == theirs.tobytes()


@pytest.mark.skipif(not WIDTHS, reason="no engine")
@settings(max_examples=60)
@given(
    unit=st.sampled_from(UNITS),
    dtype=st.sampled_from(sorted(TYPES)),
    scale=st.floats(-13, 11).map(np.exp2),
    start=st.integers(0, 2**62 - 10_000),
    size=st.integers(1, 300),
    seed=st.integers(0, 2**64 - 1),
)
def test_kernel_and_definition_agree_for_any_scale(unit, dtype, scale, start, size, seed):
    elements = Elements(unit, float(scale))
    ours = filled(size, elements, dtype, start=start, seed=seed)
    theirs = defined(elements, np.arange(start, start + size), dtype, seed)
    assert ours.tobytes() == theirs.tobytes()


@pytest.mark.skipif(not WIDTHS, reason="no engine")
def test_subnormal_numbers_have_the_same_bits():
    # float16's are below 2^-14, bfloat16's and float32's below 2^-126; all but the largest
    # normals of these scales are.
    for dtype, scale in (("float16", 2.0**-17), ("bfloat16", 2.0**-129), ("float32", 2.0**-135)):
        for unit in UNITS:
            elements = Elements(unit, scale)
            ours = filled(2000, elements, dtype)
            assert ours.tobytes() == defined(elements, np.arange(2000), dtype).tobytes()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_number_of_threads_does_not_matter(threads):
    whole = filled(200_000, Elements("normal"))
    assert filled(200_000, Elements("normal"), threads=threads).tobytes() == whole.tobytes()


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("parts", [1, 2, 4, 3])
@pytest.mark.parametrize("width", WAYS[:2])
def test_shards_by_rows_and_by_columns_make_the_tensor(width, parts, dtype, way):
    way(width)
    rows, columns = 22, 17
    whole = filled(rows * columns, Elements("normal"), dtype).reshape(rows, columns)
    edges = [rows * k // parts for k in range(parts + 1)]
    by_rows = [
        filled((b - a) * columns, Elements("normal"), dtype, start=a * columns)
        for a, b in pairwise(edges)
    ]
    np.testing.assert_array_equal(np.concatenate(by_rows), whole.ravel())
    edges = [columns * k // parts for k in range(parts + 1)]
    by_columns = [
        filled(
            rows * (b - a), Elements("normal"), dtype, start=a, runs=rows, run=b - a, stride=columns
        ).reshape(rows, b - a)
        for a, b in pairwise(edges)
    ]
    np.testing.assert_array_equal(np.concatenate(by_columns, axis=1), whole)


@pytest.mark.parametrize("dtype", TYPES)
def test_an_element_alone_is_that_of_the_whole(dtype):
    whole = filled(37, Elements("truncated", 0.3), dtype)
    alone = [filled(1, Elements("truncated", 0.3), dtype, start=i)[0] for i in range(37)]
    assert np.array(alone).tobytes() == whole.tobytes()


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("unit", ["uniform", "truncated"])
@pytest.mark.parametrize("width", WAYS[:2])
def test_bounded_elements_stay_strictly_inside(width, unit, dtype, way):
    way(width)
    # A bound of 2^-5, a number of every format: draws above it less a quarter of a spacing would
    # be rounded onto it, one in 2^10 of bfloat16's.
    elements = Elements(unit, 2.0**-5 if unit == "uniform" else 2.0**-6)
    out = filled(100_000, elements, dtype)
    values = (out.astype(np.uint32) << 16).view(np.float32) if dtype == "bfloat16" else out
    bound = Fraction(1, 32)
    assert max(map(Fraction, values[np.argsort(values)[-3:]].tolist())) < bound
    assert min(map(Fraction, values[np.argsort(values)[:3]].tolist())) > -bound
    if dtype == "bfloat16" and unit == "uniform":
        # Digits: 2^-5 − 2^-13 is the next below; it takes what is above 2^-5 − 2^-13 − 2^-14:
        # 1.5 · 2^-8 of one side, both ways 100,000 · 1.5 · 2^-8 = 586, give or take 5 · 24.
        assert abs((np.abs(values) == 2.0**-5 - 2.0**-13).sum() - 586) < 121


def test_complex_elements_have_the_mean_square_asked_for():
    w = filled(100_000, Elements("normal", 3.0), "complex128")
    # |w|² is 9 times an exponential variable: standard error 9 / √n.
    assert abs((np.abs(w) ** 2).mean() - 9) < 5 * 9 / np.sqrt(w.size)
    assert abs(np.corrcoef(w.real, w.imag)[0, 1]) < 5 / np.sqrt(w.size)


def test_complex_elements_are_centred_in_the_real_part():
    out = filled(3, Elements("constant", centre=2.5), "complex64")
    assert out.tolist() == [2.5 + 0j] * 3
    assert filled(2, Elements("normal", 0.0, 1.5)).tolist() == [1.5, 1.5]


def test_a_constant_needs_no_stream():
    assert filled(4, Elements("constant", centre=0.1), "float16").tolist() == [0.0999755859375] * 4
    # bfloat16 nearest to 1/3: 0x3EAB (1.0101011b / 4).
    assert filled(2, Elements("constant", centre=1 / 3), "bfloat16").tolist() == [0x3EAB] * 2


def test_a_tensor_without_elements_is_left_alone():
    assert filled(0, Elements("normal")).size == 0


def test_numpy_needs_little_memory_of_its_own(way):
    way(None)
    out = np.empty(200_000, np.float32)
    tracemalloc.start()
    fill(out, Elements("normal"), seed=0, name="w")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 2**20


@pytest.mark.parametrize(
    ("dtype", "elements"),
    [
        ("float16", Elements("normal", 8000.0)),  # 8.58 · 8000 = 68,640 > 65,504
        ("float16", Elements("normal", 1.0, 65_500.0)),
        ("float16", Elements("uniform", 65_600.0)),
        ("float16", Elements("truncated", 33_000.0)),
        ("float32", Elements("normal", 1e38)),
        ("bfloat16", Elements("constant", centre=3.4e38)),  # ends at 3.3895e38
        ("float64", Elements("normal", 1e308)),
        ("complex64", Elements("normal", 1e38)),
    ],
)
def test_what_overflows_is_refused(dtype, elements):
    with pytest.raises(DomainError, match="overflow"):
        filled(4, elements, dtype)


# float16 has a spacing q of 2^-24 below 2^-14; a standard deviation s is refused when
# q² / 12 ≥ 0.02 s², s ≤ q / √0.24 = 1.2166e-7, for bounded elements at ten times that variance.
@pytest.mark.parametrize(
    ("dtype", "elements"),
    [
        ("float16", Elements("normal", 1.21e-7)),
        ("float16", Elements("uniform", 3.8e-7 * 3**0.5)),
        ("bfloat16", Elements("normal", 0.01, 1.0)),  # 2^-7 / √0.24 = 0.0159
        ("float32", Elements("normal", 1e-46)),
        ("float64", Elements("truncated", 5e-324)),
    ],
)
def test_what_drowns_in_rounding_is_refused(dtype, elements):
    with pytest.raises(DomainError, match="apart"):
        filled(4, elements, dtype)


@pytest.mark.parametrize("unit", UNITS)
def test_at_the_limit_the_standard_deviation_is_within_one_percent(unit):
    limit = 2.0**-24 / np.sqrt(0.24 if unit == "normal" else 0.024)
    elements = Elements(unit, 1.001 * limit / Elements(unit).std)
    out = filled(400_000, elements, "float16").astype(float)
    # The sample's own standard error is at most 1 / √(2 n) = 0.0011.
    assert abs(out.std() / elements.std - 1) < 0.01 + 0.004


def test_a_constant_that_would_vanish_is_refused():
    with pytest.raises(DomainError, match="is 0 in float16"):
        filled(2, Elements("constant", centre=1e-9), "float16")


@pytest.mark.parametrize(
    ("out", "more", "error", "says"),
    [
        (np.empty((2, 2)), {}, ShapeError, "one-dimensional"),
        (np.empty(8)[::2], {}, ShapeError, "contiguous"),
        ([0.0], {}, ShapeError, "list"),
        (np.empty(4), {"dtype": "float32"}, ShapeError, "written into float32; got float64"),
        (np.empty(4, np.int32), {}, UnknownName, "int32"),
        (np.empty(4, np.uint16), {}, UnknownName, "uint16"),
        (np.empty(4), {"dtype": "flot64"}, UnknownName, "Did you mean 'float64'"),
        (np.empty(4, ">f8"), {}, ShapeError, "native"),
        (np.frombuffer(bytes(32)), {}, ShapeError, "writable"),
        (np.empty(4), {"runs": 3, "run": 1}, ShapeError, "3 runs of 1"),
        (np.empty(4), {"start": -1}, DomainError, "start of -1"),
        (np.empty(4), {"start": 2**63 - 3}, DomainError, "Elements lie in"),
        (np.empty(4, complex), {"start": 2**62 - 3}, DomainError, "Elements lie in"),
        (np.empty(4), {"seed": -1}, DomainError, "seed"),
        (np.empty(4), {"threads": 0}, DomainError, "Threads"),
    ],
)
def test_what_cannot_be_filled_is_refused(out, more, error, says):
    with pytest.raises(error, match=says):
        fill(out, Elements("normal"), **({"seed": 0, "name": "w"} | more))


def test_another_name_is_another_tensor():
    assert filled(1, Elements("normal"))[0] != filled(1, Elements("normal"), name="v")[0]
