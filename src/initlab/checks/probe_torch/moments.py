"""Moments of tensors in double precision, without a second copy of a large one."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, nan

import numpy as np
import torch
from torch import Tensor

from initlab.checks.probe_torch.operations import Applied
from initlab.streams import words

# Double precision copies of this many stay in the cache, where they cost no memory traffic.
CHUNK = 1 << 15
WIDE_CHUNK = 1 << 20  # summed in single precision, without a copy
# Sums of squares between these have lost nothing to underflow or overflow in single precision.
SAFE = (1e-20, 1e30)
ROWS = 64  # examples or positions of a Gram matrix
COLUMNS = 512  # units of one


def flat(values: Tensor) -> Tensor:
    """All elements in one dimension, in the order of memory where that avoids a copy."""
    values = values.detach()
    if values.is_complex():
        values = torch.view_as_real(values.resolve_conj())
    if not values.is_contiguous() and values.dim():
        strides = values.stride()
        values = values.permute(sorted(range(values.dim()), key=lambda d: -strides[d]))
    return values.reshape(-1)


@dataclass(frozen=True)
class Moments:
    mean: float
    mean_square: float


def moments(values: Tensor) -> Moments:
    """Mean and mean square of all elements; not finite if one of them is not.

    Single precision is summed as it is, a million at a time: PyTorch's sums and BLAS's products
    run in parallel lanes, so about five digits are right, where a copy would take four times as
    long. Where squares leave its range, and for other types, sums are in double precision.
    """
    count = values.numel()
    if count == 0:
        return Moments(nan, nan)
    parts = 2 if values.is_complex() else 1  # |z|² = re² + im²; the mean is that of both
    total = square = 0.0
    elements = flat(values)
    single = elements.dtype == torch.float32
    for part in elements.split(WIDE_CHUNK if single else CHUNK):
        if single:
            found = float(torch.dot(part, part))
            if SAFE[0] * len(part) < found < SAFE[1]:
                total += float(part.sum())
                square += found
                continue
        for few in part.split(CHUNK):
            precise = few.double()
            total += float(precise.sum())
            square += float(torch.dot(precise, precise))
    return Moments(total / (count * parts), square / count)


def mean_square(values: Tensor) -> float:
    """E[x²]."""
    return moments(values).mean_square


def zones(values: Tensor, applied: Applied, unit_dim: int) -> tuple[float | None, float | None]:
    """Share of units whose slope is 0 everywhere, and share of values that are saturated."""
    values = values.detach()
    silent = saturated = None
    others = [d for d in range(values.dim()) if d != unit_dim % max(values.dim(), 1)]
    if applied.flat_below is not None and values.numel():
        if applied.flat_above == inf:
            top = values.amax(others) if others else values
            silent = float((top <= applied.flat_below).double().mean())
        else:
            flat_here = (values <= applied.flat_below) | (values >= applied.flat_above)
            # A minimum over booleans: `all` takes several dimensions only in newer releases.
            whole = flat_here.byte().amin(others) if others else flat_here
            silent = float(whole.double().mean())
    if applied.saturated_below is not None and values.numel():
        low, high, count = applied.saturated_below, applied.saturated_above, 0
        for part in flat(values).split(CHUNK):
            count += int(((part <= low) | (part >= high)).sum())
        saturated = count / values.numel()
    return silent, saturated


@dataclass(frozen=True)
class Spread:
    """How different the rows of a signal are."""

    similarity: float | None  # mean cosine between examples
    effective_rank: float | None  # centred
    rank_limit: float | None
    raw_rank: float | None  # not centred: (tr K)² / tr K²


NO_SPREAD = Spread(None, None, None, None)


def spread(values: Tensor, unit_dim: int, examples: int | None, seed: int) -> Spread:
    """Similarity of examples and effective rank, from a few examples, positions and units.

    Args:
        values: pre-activations; all dimensions but `unit_dim` hold examples and positions, the
            example being the slowest of them.
        examples: of the batch; None, or a number that does not divide the rows, says nothing of
            which rows belong to one example, so there is no similarity.
    """
    if values.numel() == 0 or not values.is_floating_point():
        return NO_SPREAD
    rows = values.detach().movedim(unit_dim, -1)
    units = rows.shape[-1]
    count = rows.numel() // units
    columns = _some(seed, "columns", units, COLUMNS)
    per_example = count // examples if examples and count % examples == 0 else None
    if per_example is None:
        return _spread_of(_picked(rows, _some(seed, "rows", count, ROWS), columns), None)
    chosen = _some(seed, "examples", examples or 1, ROWS)
    positions = _some(seed, "positions", per_example, max(1, ROWS // len(chosen)))
    places = (chosen[:, None] * per_example + positions).reshape(-1)
    return _spread_of(_picked(rows, places, columns), len(chosen))


def _spread_of(rows: Tensor, examples: int | None) -> Spread:
    if not bool(torch.isfinite(rows).all()):
        return NO_SPREAD
    size = float(rows.abs().max())
    rows = rows / size if size > 0 else rows  # squares of squares stay in range
    raw = _participation(rows @ rows.T)
    similarity = None
    if examples is not None and examples > 1:
        vectors = rows.reshape(examples, -1)
        norms = vectors.norm(dim=1)
        alive = vectors[norms > 0] / norms[norms > 0, None]
        if len(alive) > 1:
            n = len(alive)
            # Σ over pairs of u_i · u_j = |Σ u|² − n.
            similarity = float((alive.sum(0).square().sum() - n) / (n * (n - 1)))
    centred = rows - rows.mean(0)
    noise = 1e-12 * float(rows.square().sum())
    rank = _participation(centred @ centred.T, noise) if len(rows) > 1 else None
    limit = float(min(len(rows) - 1, rows.shape[1])) if len(rows) > 1 else None
    return Spread(similarity, rank, limit, raw)


def _participation(gram: Tensor, noise: float = 0.0) -> float:
    """(Σ λ)² / Σ λ²; 0 where there is nothing above rounding."""
    trace = float(gram.trace())
    return trace**2 / float(gram.square().sum()) if trace > noise else 0.0


def _picked(rows: Tensor, places: np.ndarray, columns: np.ndarray) -> Tensor:
    """Rows by their number over all leading dimensions, in double precision."""
    leading = tuple(torch.from_numpy(i) for i in np.unravel_index(places, rows.shape[:-1] or (1,)))
    if rows.dim() == 1:
        return rows[torch.from_numpy(columns)][None].double()
    index = tuple(i[:, None] for i in leading)
    return rows[(*index, torch.from_numpy(columns)[None])].double()


def _some(seed: int, name: str, count: int, most: int) -> np.ndarray:
    """At most `most` numbers below `count`, ascending: one at random from each of equal parts."""
    if count <= most:
        return np.arange(count)
    edges = np.arange(most + 1) * count // most
    widths = np.diff(edges).astype(np.uint64)
    drawn = words(seed, f"check/{name}", 0, most)
    return edges[:-1] + (drawn * widths >> np.uint64(32)).astype(np.int64)


def is_finite(found: Moments) -> bool:
    """Whether every element was."""
    return isfinite(found.mean_square) and isfinite(found.mean)
