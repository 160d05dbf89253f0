"""The elements of a tensor, whole or in shards, written where the tensor lies.

`draw` is the definition, in float64; `fill` rounds it once to the tensor's own format. The
compiled kernel does the same work, to the same bits, without memory of its own.
"""

from __future__ import annotations

from math import inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab import kernel
from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.streams import draws, rounding
from initlab.streams.elements import Elements
from initlab.streams.philox import tag
from initlab.streams.rounding import COMPLEX, REAL, Format

Out = NDArray[Any]

CHUNK = 1 << 15  # elements that NumPy works on at once: about 8 MB of arrays in between
KERNEL_UNITS = ("uniform", "normal", "truncated")  # their numbers in native/fill.hpp
LARGEST_NORMAL = 8.58  # √(−2 log 2⁻⁵³), see draws.normal


def draw(elements: Elements, seed: int, name: str, index: ArrayLike) -> Array:
    """Elements of a tensor before rounding: centre + scale · draw, the product first, in float64.

    Args:
        elements: their distribution.
        seed: 0 … 2⁶⁴ − 1.
        name: the tensor's name, which is its stream.
        index: which elements, 0 … 2⁶³ − 1, in any shape.
    Returns: float64, of the shape of `index`.
    Raises: DomainError: a seed or an index outside its range.

    >>> draw(Elements("uniform", scale=0.5), 0, "layer1.weight", [[0, 1]]).round(6)
    array([[ 0.400512, -0.126546]])

    Source: `draws`, which names a source for each unit.
    """
    if elements.unit == "constant":
        return np.full(draws.as_index(index).shape, float(elements.centre))
    unit = {"uniform": draws.uniform, "normal": draws.normal, "truncated": draws.truncated}
    return elements.centre + elements.scale * unit[elements.unit](seed, name, index)


def fill(
    out: Out,
    elements: Elements,
    *,
    seed: int,
    name: str,
    start: int = 0,
    runs: int = 1,
    run: int | None = None,
    stride: int | None = None,
    dtype: str | None = None,
    threads: int | None = None,
) -> None:
    """Write elements start + r · stride + j of a tensor, r < runs and j < run, into `out`.

    Rows a … b of a tensor of shape (rows, columns) are one run from a · columns; columns a … b are
    `rows` runs of b − a from a, with a stride of `columns`. Each number is rounded once, to
    nearest even; one of a uniform or truncated tensor stays strictly within centre ± bound.
    A complex tensor has scale / √2 in the real and in the imaginary part, elements 2i and 2i + 1
    of the stream, and its centre in the real part.

    Args:
        out: one-dimensional, contiguous, writable, of the tensor's type; uint16 for bfloat16.
        elements: the distribution.
        seed, name: the stream, as for `draw`.
        start: the tensor's element at the first place.
        runs, run, stride: see above; one run as long as `out` if not given.
        dtype: "float64", "float32", "float16", "bfloat16", "complex64" or "complex128"; that of
            `out` if not given.
        threads: at most so many; as many as the process has processors if not given.
    Raises: ShapeError: `out` cannot hold it. UnknownName: another dtype.
        DomainError: the type cannot: an element could overflow, or the spacing q of its numbers
        near the centre is so wide that rounding alone would add 2 % to the variance
        (q² / 12, and a tenth of that for bounded elements, whose ends are cut off).

    >>> weight = np.empty((2, 3), np.float32)
    >>> fill(weight.reshape(-1), Elements("normal"), seed=0, name="layer1.weight")
    >>> column = np.empty(2, np.float32)
    >>> shard = dict(start=1, runs=2, run=1, stride=3)
    >>> fill(column, Elements("normal"), seed=0, name="layer1.weight", **shard)
    >>> (column == weight[:, 1]).all()
    np.True_

    Source: q² / 12 is Sheppard's correction: Sheppard 1897, doi:10.1112/plms/s1-29.1.353.
    """
    draws.check_seed(seed)
    parts, form, flat = _parts(out, elements, dtype)
    for part in parts:
        _check_range(part, form)
    each = len(parts)
    run = len(out) // max(runs, 1) if run is None else run
    stride = run if stride is None else stride
    _check_runs(len(out), start, runs, run, stride, 2**63 // each)
    if threads is not None and threads < 1:
        raise DomainError(f"Threads are at least 1; got {threads}.")
    if not len(out):
        return
    if elements.unit == "constant":
        for k, part in enumerate(parts):
            flat[k::each] = rounding.rounded_inside(np.array([part.centre]), part, form)
        return
    places = (start * each, run * each, stride * each)
    compiled = kernel.load()
    if compiled is None:
        _fill_in_numpy(flat, parts, form, seed, name, places)
        return
    ends = [rounding.limits(parts[k % each], form) for k in range(2)]
    compiled.fill(
        width=compiled.lane_widths()[0],
        out=flat.view(np.uint8),
        format=REAL.index(form),
        unit=KERNEL_UNITS.index(elements.unit),
        seed=seed,
        tag=tag(name),
        start=places[0],
        run=places[1],
        stride=places[2],
        scale=parts[0].scale,
        centres=[parts[k % each].centre for k in range(2)],
        lows=[low for low, _ in ends],
        highs=[high for _, high in ends],
        threads=kernel.threads() if threads is None else threads,
    )


def _fill_in_numpy(
    flat: Out,
    parts: tuple[Elements, ...],
    form: Format,
    seed: int,
    name: str,
    places: tuple[int, int, int],
) -> None:
    """The definition, a chunk at a time."""
    start, run, stride = map(np.uint64, places)
    for first in range(0, len(flat), CHUNK):
        at = np.arange(first, min(first + CHUNK, len(flat)), dtype=np.uint64)
        index = start + at // run * stride + at % run
        for k, part in enumerate(parts):
            here = slice(k, None, len(parts))
            values = draw(part, seed, name, index[here])
            flat[first : first + CHUNK][here] = rounding.rounded_inside(values, part, form)


def _parts(
    out: Out, elements: Elements, dtype: str | None
) -> tuple[tuple[Elements, ...], Format, Out]:
    """The distribution of the real and, if there is one, the imaginary part; real numbers."""
    if not isinstance(out, np.ndarray) or out.ndim != 1 or not out.flags.c_contiguous:
        got = f"shape {out.shape}" if isinstance(out, np.ndarray) else type(out).__name__
        raise ShapeError(
            f"Filling needs a contiguous one-dimensional array; got {got}. Use array.reshape(-1)."
        )
    if not (out.flags.writeable and out.flags.aligned and out.dtype.isnative):
        raise ShapeError("Filling needs a writable, aligned array in native byte order; copy it.")
    wanted = dtype or out.dtype.name
    form = COMPLEX.get(wanted) or rounding.format_named(wanted)
    storage = np.dtype(wanted if wanted in COMPLEX else form.storage)
    if out.dtype != storage:
        raise ShapeError(f"A {wanted} tensor is written into {storage}; got {out.dtype}.")
    if wanted in COMPLEX:
        return elements.complex_parts(), form, out.view(form.storage)
    return (elements,), form, out


def _check_range(elements: Elements, form: Format) -> None:
    """A DomainError if the format cannot hold these elements."""
    unbounded = elements.bound == inf
    reach = abs(elements.centre)
    reach += LARGEST_NORMAL * elements.scale if unbounded else elements.bound
    if reach > form.largest:
        raise DomainError(
            f"Elements up to {reach:.3g} overflow {form.name}, which ends at {form.largest:.5g}; "
            "use a smaller scale or another dtype."
        )
    spacing = form.spacing(abs(elements.centre) + elements.std)
    widest = sqrt(12 * (0.02 if unbounded else 0.002)) * elements.std
    if elements.std and spacing >= widest:
        raise DomainError(
            f"{form.name} numbers lie {spacing:.3g} apart near {elements.centre:g}, too far for a "
            f"standard deviation of {elements.std:.3g}; use a larger scale or another dtype."
        )
    if not elements.std and elements.centre and abs(elements.centre) < spacing / 2:
        raise DomainError(
            f"The constant {elements.centre:g} is 0 in {form.name}; use another dtype."
        )


def _check_runs(size: int, start: int, runs: int, run: int, stride: int, end: int) -> None:
    """A ShapeError unless the runs fill the array, a DomainError unless they have addresses."""
    if runs < 0 or run < 0 or runs * run != size:
        raise ShapeError(f"{runs} runs of {run} do not make the {size} elements of the array.")
    if start < 0 or stride < 0 or start + max(runs - 1, 0) * stride + run > end:
        raise DomainError(
            f"Elements lie in 0 … {end - 1}; got a start of {start}, {runs} runs of {run} and "
            f"a stride of {stride}."
        )
