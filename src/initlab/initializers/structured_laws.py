"""Laws that couple the elements of a tensor: orthogonal ones, identities, counted zeros.

All is computed in float64 and rounded once by the caller, so half precision works too. QR is the
machine's LAPACK: its values are the same everywhere to rounding, not to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, prod, sqrt

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import check_scale
from initlab.streams import Elements, Source

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Orthogonal:
    """Rows or columns, whichever are fewer, of length `gain` and at right angles: W Wᵀ = gain² I.

    A kernel is flattened to (outputs, inputs · taps), as frameworks do.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        check_scale(self.gain)

    @property
    def formula(self) -> str:
        return f"W = {_times(self.gain)}Q, Qᵀ Q = I"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        # The shorter side has min rows of squared length gain²: gain² min / (max · min).
        return self.gain / sqrt(max(_flat(shape)))

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        return self.gain * haar(source, *_flat(shape)).reshape(shape)


@dataclass(frozen=True)
class DeltaOrthogonal:
    """`gain` times orthonormal columns at the kernel's centre tap, 0 elsewhere."""

    gain: float = 1.0

    def __post_init__(self) -> None:
        check_scale(self.gain)

    @property
    def formula(self) -> str:
        return f"W[centre] = {_times(self.gain)}Q, Qᵀ Q = I; else 0"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        outputs, _, taps = _expanding(shape)
        return self.gain / sqrt(outputs * taps)

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        outputs, inputs, _ = _expanding(shape)
        return _at_centre(self.gain * haar(source, outputs, inputs), shape)


@dataclass(frozen=True)
class ConvolutionOrthogonal:
    """A kernel that uses every tap and is `gain` times an isometry on a periodic grid.

    Orthonormal columns at one tap, then k − 1 steps along each axis, each of them
    x ↦ P x + (I − P) (x shifted by one) with an orthogonal projection P: the two parts are at right
    angles, so each step keeps lengths.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        check_scale(self.gain)

    @property
    def formula(self) -> str:
        return f"W = {_times(self.gain)}Q ∗ [P, I − P] ∗ … ∗ [P, I − P]"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        # An isometry's taps have Σ Kᵀ K = I, so the squares sum up to gain² · inputs.
        outputs, _, taps = _expanding(shape)
        return self.gain / sqrt(outputs * taps)

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        outputs, inputs, _ = _expanding(shape)
        kernel = shape[2:]
        taps = np.zeros((*kernel, outputs, inputs))
        taps[(0,) * len(kernel)] = self.gain * haar(source, outputs, inputs)
        for step in range(max(kernel) - 1):
            for axis, size in enumerate(kernel):
                if step < size - 1:
                    kept = projection(source, outputs)
                    # The last tap of the axis is still 0, so rolling it round adds nothing.
                    shifted = np.roll(taps, 1, axis)
                    taps = kept @ taps + (np.eye(outputs) - kept) @ shifted
        return np.moveaxis(taps, (-2, -1), (0, 1))


@dataclass(frozen=True)
class Identity:
    """`gain` on the diagonal, of the centre tap where there is a kernel; 0 elsewhere."""

    gain: float = 1.0

    def __post_init__(self) -> None:
        check_scale(self.gain)

    @property
    def formula(self) -> str:
        return f"W = {_times(self.gain)}I"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        return self.gain * sqrt(min(shape[:2]) / prod(_flat(shape)))

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        _flat(shape)
        return _at_centre(self.gain * np.eye(shape[0], shape[1]), shape)


@dataclass(frozen=True)
class Zero:
    """ZerO: the identity where the width shrinks, columns of a Hadamard matrix where it grows."""

    @property
    def formula(self) -> str:
        return "W = I if n_out ≤ n_in, else Hadamard / √p, p = 2^⌈log₂ n_out⌉"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        _flat(shape)
        outputs, inputs = shape[:2]
        if outputs <= inputs:
            return Identity().std(shape, fans)
        return sqrt(1 / (_power_of_two(outputs) * prod(shape[2:])))

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        _flat(shape)
        outputs, inputs = shape[:2]
        if outputs <= inputs:
            return Identity().build(source, shape, fans)
        # Sylvester's Hadamard matrix has (−1)^(ones in i AND j) at (i, j).
        shared = np.arange(outputs)[:, None] & np.arange(inputs)
        signs = 1.0 - 2.0 * (np.bitwise_count(shared) % 2)
        return _at_centre(signs / sqrt(_power_of_two(outputs)), shape)


@dataclass(frozen=True)
class Sparse:
    """Each unit has `incoming` weights from N(0, `scale`²), all if it has fewer; the rest are 0."""

    incoming: float = 15
    scale: float = 1.0

    def __post_init__(self) -> None:
        check_scale(self.scale)
        if not (self.incoming >= 1 and float(self.incoming).is_integer()):
            raise DomainError(
                f"incoming is a whole number of weights, at least 1; got {self.incoming:g}. "
                "For a share of them use sparse_share."
            )

    @property
    def formula(self) -> str:
        return f"{self.incoming:g} of n_in weights per unit, std = {self.scale:g}; else 0"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        _, inputs = _flat(shape)
        return self.scale * sqrt(min(int(self.incoming), inputs) / inputs)

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        return _kept(source, shape, int(self.incoming), self.scale)


@dataclass(frozen=True)
class SparseShare:
    """Each unit has ⌈`sparsity` · n_in⌉ weights of 0; the others are from N(0, `scale`²)."""

    sparsity: float = 0.9
    scale: float = 0.01

    def __post_init__(self) -> None:
        check_scale(self.scale)
        if not 0 <= self.sparsity < 1:
            raise DomainError(
                f"sparsity is a share of zeros, at least 0 and below 1; got {self.sparsity:g}."
            )

    @property
    def formula(self) -> str:
        return f"{self.sparsity:g} of each unit's weights 0, std = {self.scale:g} elsewhere"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        _, inputs = _flat(shape)
        return self.scale * sqrt(self._count(inputs) / inputs)

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        return _kept(source, shape, self._count(_flat(shape)[1]), self.scale)

    def _count(self, inputs: int) -> int:
        # 0.07 · 100 is 7.000000000000001 in binary: that must not cost a weight.
        return inputs - ceil(self.sparsity * inputs - 1e-9)


def haar(source: Source, rows: int, columns: int) -> Array:
    """Orthonormal rows or columns, whichever are fewer, without a preferred direction.

    QR of a Gaussian matrix alone is not without: LAPACK chooses the signs of R's diagonal, and a
    sign per column puts that right (Mezzadri 2007, arXiv:math-ph/0609050, section 5).
    """
    tall = (max(rows, columns), min(rows, columns))
    q, r = np.linalg.qr(source.elements(Elements("normal"), tall))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return q if rows >= columns else q.T


def projection(source: Source, size: int) -> Array:
    """An orthogonal projection on a random subspace, each of `size` directions with chance ½."""
    directions = haar(source, size, size)
    chosen = directions[:, source.elements(Elements("normal"), (size,)) > 0]
    return chosen @ chosen.T


def _kept(source: Source, shape: Shape, count: int, scale: float) -> Array:
    """Normal weights with all but `count` of each unit's set to 0."""
    outputs, inputs = _flat(shape)
    weights = source.elements(Elements("normal", scale), (outputs, inputs))
    if count < inputs:
        # The `count` smallest of independent keys are a fair choice without repetition.
        keys = source.elements(Elements("uniform"), (outputs, inputs))
        dropped = np.argpartition(keys, count, axis=1)[:, count:]
        np.put_along_axis(weights, dropped, 0.0, axis=1)
    return weights.reshape(shape)


def _flat(shape: Shape) -> tuple[int, int]:
    """Outputs, and inputs times taps."""
    if len(shape) < 2:
        raise ShapeError(
            f"This law needs a weight of shape (outputs, inputs, *kernel); got {shape}. "
            "For a bias use 'zeros'."
        )
    return shape[0], prod(shape[1:])


def _expanding(shape: Shape) -> tuple[int, int, int]:
    """Outputs, inputs and taps of a convolution that keeps or raises the number of channels."""
    if not 3 <= len(shape) <= 5 or shape[1] > shape[0]:
        raise ShapeError(
            "A convolution keeps lengths with 1 to 3 kernel dimensions and no more inputs than "
            f"outputs; got {shape}. Use 'orthogonal' here."
        )
    return shape[0], shape[1], prod(shape[2:])


def _at_centre(matrix: Array, shape: Shape) -> Array:
    """A kernel that is `matrix` at its centre tap, (k − 1) // 2 of each axis, and 0 elsewhere."""
    kernel = np.zeros(shape)
    # Taps first: their indices then leave the matrix.
    taps = np.moveaxis(kernel, (0, 1), (-2, -1))
    taps[tuple((size - 1) // 2 for size in shape[2:])] = matrix
    return kernel


def _power_of_two(count: int) -> int:
    """The least power of 2 that is at least `count`."""
    return 1 << (count - 1).bit_length()


def _times(gain: float) -> str:
    return "" if gain == 1 else f"{gain:g} "
