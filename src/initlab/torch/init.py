"""`torch.nn.init`'s functions, same names and signatures, with their bugs mended.

Where PyTorch is right the values are PyTorch's for the same generator. What differs:
`trunc_normal_` is truncated in every dtype, `sparse_` draws all of it from `generator`, complex
Xavier and Kaiming weights have the mean square they should, `orthogonal_` works in half precision
and for complex numbers, `calculate_gain` knows every activation of the catalogue, and a tensor that
cannot be filled is refused. Fans are guessed from the shape as PyTorch does, unless `fans` says
better; a tensor on the meta device has nothing to fill and is returned as it is.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from initlab.errors import DomainError, ShapeError
from initlab.initializers.fans import Fans, dense
from initlab.torch.gains import calculate_gain


def uniform_(
    tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Every element from U(a, b).

    >>> uniform_(torch.empty(2, 3)).shape
    torch.Size([2, 3])
    """
    _refuse_empty(tensor)
    return torch.nn.init.uniform_(tensor, a, b, generator)


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Every element from N(mean, std²).

    >>> normal_(torch.empty(2, 3), std=0.02).shape
    torch.Size([2, 3])
    """
    _refuse_empty(tensor)
    return torch.nn.init.normal_(tensor, mean, std, generator)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Every element from N(mean, std²) conditioned on a ≤ w ≤ b.

    As in PyTorch, `a` and `b` are values, not numbers of deviations, and the standard deviation
    after truncation is smaller than `std`. No value of a lower precision lies outside [a, b].

    Raises: DomainError: std is not above 0, or no number of the dtype lies in [a, b].

    >>> bool(trunc_normal_(torch.empty(100, dtype=torch.bfloat16)).abs().max() <= 2)
    True
    """
    _refuse_empty(tensor)
    if not (0 < std < math.inf and a < b):
        raise DomainError(f"A truncated normal needs std > 0 and a < b; got {std:g}, {a:g}, {b:g}.")
    if tensor.is_complex():
        raise DomainError("Bounds have no meaning for complex numbers. Use normal_.")
    if tensor.is_meta:
        return tensor
    low, high = _representable(a, b, tensor.dtype)
    # In a tail it is worked out on the side where the distribution function is small and exact.
    flip = -1.0 if mean < a else 1.0
    left, right = sorted((flip * (a - mean) / std, flip * (b - mean) / std))
    ends = torch.special.ndtr(torch.tensor([left, right], dtype=torch.float64)).tolist()
    if ends[0] == ends[1]:
        raise DomainError(
            f"[{a:g}, {b:g}] is too far from the mean {mean:g} in deviations of {std:g} to draw "
            "from. Move the bounds or widen std."
        )
    device = generator.device if generator is not None else tensor.device
    draws = torch.empty(tensor.shape, dtype=torch.float64, device=device)
    draws.uniform_(ends[0], ends[1], generator=generator)
    values = torch.special.ndtri(draws).mul_(flip * std).add_(mean).clamp_(a, b)
    with torch.no_grad():
        return tensor.copy_(values).clamp_(low, high)


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Every element `val`.

    >>> constant_(torch.empty(2), 0.25)
    tensor([0.2500, 0.2500])
    """
    _refuse_empty(tensor)
    return torch.nn.init.constant_(tensor, val)


def ones_(tensor: Tensor) -> Tensor:
    """Every element 1.

    >>> ones_(torch.empty(2))
    tensor([1., 1.])
    """
    _refuse_empty(tensor)
    return torch.nn.init.ones_(tensor)


def zeros_(tensor: Tensor) -> Tensor:
    """Every element 0.

    >>> zeros_(torch.empty(2))
    tensor([0., 0.])
    """
    _refuse_empty(tensor)
    return torch.nn.init.zeros_(tensor)


def eye_(tensor: Tensor) -> Tensor:
    """The identity, as far as a matrix that is not square has one.

    >>> eye_(torch.empty(2, 3))
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
    """
    _refuse_unless(tensor, (2,))
    return torch.nn.init.eye_(tensor)


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A convolution that hands its inputs on: 1 in the middle of the kernel, group by group.

    >>> dirac_(torch.empty(2, 2, 3))[0]
    tensor([[0., 1., 0.],
            [0., 0., 0.]])
    """
    _refuse_unless(tensor, (3, 4, 5))
    if groups < 1 or tensor.shape[0] % groups:
        raise ShapeError(f"{tensor.shape[0]} outputs do not divide into {groups} groups.")
    return torch.nn.init.dirac_(tensor, groups)


def xavier_uniform_(
    tensor: Tensor,
    gain: float = 1.0,
    generator: Generator | None = None,
    *,
    fans: Fans | None = None,
) -> Tensor:
    """Uniform, E|w|² = gain² · 2 / (n_in + n_out).

    >>> xavier_uniform_(torch.empty(3, 5)).shape
    torch.Size([3, 5])

    Source: Glorot and Bengio 2010, AISTATS, equation 16.
    """
    return _uniform(tensor, gain * math.sqrt(2 / _sum(tensor, fans)), generator)


def xavier_normal_(
    tensor: Tensor,
    gain: float = 1.0,
    generator: Generator | None = None,
    *,
    fans: Fans | None = None,
) -> Tensor:
    """Normal, E|w|² = gain² · 2 / (n_in + n_out).

    >>> xavier_normal_(torch.empty(3, 5)).shape
    torch.Size([3, 5])

    Source: Glorot and Bengio 2010, AISTATS, equation 12.
    """
    return _normal(tensor, gain * math.sqrt(2 / _sum(tensor, fans)), generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
    *,
    fans: Fans | None = None,
) -> Tensor:
    """Uniform, E|w|² = gain² / fan, where `a` is the slope below 0 of leaky_relu.

    >>> kaiming_uniform_(torch.empty(3, 5), nonlinearity="gelu").shape
    torch.Size([3, 5])

    Source: He et al. 2015, arXiv:1502.01852, section 2.2.
    """
    return _uniform(tensor, _kaiming(tensor, a, mode, nonlinearity, fans), generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
    *,
    fans: Fans | None = None,
) -> Tensor:
    """Normal, E|w|² = gain² / fan, where `a` is the slope below 0 of leaky_relu.

    >>> kaiming_normal_(torch.empty(3, 5), mode="fan_out").shape
    torch.Size([3, 5])

    Source: He et al. 2015, arXiv:1502.01852, section 2.2.
    """
    return _normal(tensor, _kaiming(tensor, a, mode, nonlinearity, fans), generator)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """gain × a random matrix with orthonormal rows or columns, the shorter; a kernel is flattened.

    >>> w = orthogonal_(torch.empty(3, 5))
    >>> torch.allclose(w @ w.T, torch.eye(3), atol=1e-6)
    True

    Source: Saxe et al. 2013, arXiv:1312.6120; Mezzadri 2006, arXiv:math-ph/0609050, for the signs.
    """
    _refuse_unless(tensor, range(2, 99))
    if tensor.is_meta:
        return tensor
    rows = tensor.shape[0]
    narrow = tensor.dtype in (torch.float16, torch.bfloat16)  # which LAPACK does not factor
    dtype = torch.float32 if narrow else tensor.dtype
    matrix = torch.empty(rows, tensor.numel() // rows, dtype=dtype, device=tensor.device)
    matrix.normal_(generator=generator)
    wide = rows < matrix.shape[1]
    q, r = torch.linalg.qr(matrix.mT if wide else matrix)
    q = q * torch.diagonal(r).sgn()
    with torch.no_grad():
        return tensor.copy_((q.mT if wide else q).reshape(tensor.shape) * gain)


def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None
) -> Tensor:
    """N(0, std²), with the share `sparsity` of each column set to 0, at places drawn anew.

    >>> (sparse_(torch.empty(10, 4), 0.9) == 0).sum(0)
    tensor([9, 9, 9, 9])

    Source: Martens 2010, Deep learning via Hessian-free optimization, section 5.
    """
    _refuse_unless(tensor, (2,))
    if not 0 <= sparsity <= 1:
        raise DomainError(f"sparsity is a share from 0 to 1; got {sparsity:g}.")
    if tensor.is_meta:
        return tensor
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with torch.no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            order = torch.randperm(rows, generator=generator, device=tensor.device)
            tensor[order[:zeros], column] = 0
    return tensor


def _refuse_empty(tensor: Tensor) -> None:
    if tensor.numel() == 0:
        raise ShapeError(
            f"A tensor of shape {tuple(tensor.shape)} has no elements to set. Leave it out."
        )


def _refuse_unless(tensor: Tensor, dimensions: tuple[int, ...] | range) -> None:
    if tensor.dim() not in dimensions:
        few = dimensions if isinstance(dimensions, tuple) else "2 or more"
        shown = " or ".join(map(str, few)) if isinstance(few, tuple) else few
        raise ShapeError(
            f"This start needs a tensor of {shown} dimensions; got {tuple(tensor.shape)}."
        )
    _refuse_empty(tensor)


def _fans(tensor: Tensor, fans: Fans | None) -> Fans:
    _refuse_empty(tensor)
    return dense(tensor.shape) if fans is None else fans


def _sum(tensor: Tensor, fans: Fans | None) -> float:
    found = _fans(tensor, fans)
    return found.inputs + found.outputs


def _kaiming(tensor: Tensor, a: float, mode: str, nonlinearity: str, fans: Fans | None) -> float:
    found = _fans(tensor, fans)
    chosen = {"fan_in": found.inputs, "fan_out": found.outputs}.get(mode.lower())
    if chosen is None:
        raise DomainError(f"mode is 'fan_in' or 'fan_out'; got {mode!r}.")
    return calculate_gain(nonlinearity, a) / math.sqrt(chosen)


def _uniform(tensor: Tensor, std: float, generator: Generator | None) -> Tensor:
    """Mean square std². Of a complex number each of the two parts has half of it."""
    bound = math.sqrt(3.0) * std
    with torch.no_grad():
        if not tensor.is_complex():
            return tensor.uniform_(-bound, bound, generator=generator)
        part = bound / math.sqrt(2)
        torch.view_as_real(tensor).uniform_(-part, part, generator=generator)
        return tensor


def _normal(tensor: Tensor, std: float, generator: Generator | None) -> Tensor:
    with torch.no_grad():  # PyTorch's complex normal has the mean square std² already
        return tensor.normal_(0, std, generator=generator)


def _representable(a: float, b: float, dtype: torch.dtype) -> tuple[float, float]:
    """The outermost numbers of the dtype within [a, b]."""
    low = torch.tensor(a, dtype=torch.float64).to(dtype)
    high = torch.tensor(b, dtype=torch.float64).to(dtype)
    upwards = torch.tensor(math.inf, dtype=dtype)
    if low.double() < a:
        low = torch.nextafter(low, upwards)
    if high.double() > b:
        high = torch.nextafter(high, -upwards)
    if low > high:
        raise DomainError(f"No number of {dtype} lies in [{a:g}, {b:g}]. Use a wider dtype.")
    return low.item(), high.item()
