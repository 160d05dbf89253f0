"""One layer of a wide network, as mean-field theory sees it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from initlab.activations.own import AnyActivation, as_activation
from initlab.errors import DomainError

__all__ = ["Block"]


@dataclass(frozen=True)
class Block:
    """z' = skip · z + branch · (W φ(z) · mask / keep + b), each unit of the layer alike.

    Args:
        activation: φ: a name, a record, a function or a pair (value, slope).
        weight_var: σ_w² = inputs · Var[W]; He is 2, LeCun is 1. Gaussian and orthogonal weights
            are the same here: they differ in the Jacobian's singular values.
        bias_var: σ_b² = Var[b].
        keep: probability that dropout keeps a unit; 1 is no dropout.
        skip: factor of the residual connection; 0 is none.
        branch: factor of the layer itself.
        norm_gain: with layer normalization in front of φ, its gain γ: φ sees γ z / √q. None: none.
    Raises:
        DomainError: a variance below 0, `keep` not in (0, 1], `norm_gain` not above 0.
        UnknownName, UserCodeError: no such activation.

    >>> Block("tanh", weight_var=2.0, bias_var=0.05).plain
    True

    Source: Poole et al. 2016, arXiv:1606.05340; dropout: Schoenholz et al. 2017,
    arXiv:1611.01232; skip: Yang and Schoenholz 2017, arXiv:1712.08969.
    """

    activation: AnyActivation
    weight_var: float
    bias_var: float = 0.0
    keep: float = 1.0
    skip: float = 0.0
    branch: float = 1.0
    norm_gain: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "activation", as_activation(self.activation))
        for name in ("weight_var", "bias_var", "keep", "skip", "branch"):
            number = getattr(self, name)
            if not isinstance(number, int | float) or not isfinite(number):
                raise DomainError(f"{name} should be a finite number; got {number!r}.")
        for name in ("weight_var", "bias_var"):
            if getattr(self, name) < 0:
                raise DomainError(
                    f"{name} should be at least 0, being a variance; got {getattr(self, name):g}."
                )
        if not 0 < self.keep <= 1:
            raise DomainError(f"keep should be above 0 and at most 1; got {self.keep:g}.")
        if self.norm_gain is not None and not (
            isinstance(self.norm_gain, int | float) and 0 < self.norm_gain < float("inf")
        ):
            raise DomainError(f"norm_gain should be above 0, or None; got {self.norm_gain!r}.")

    @property
    def plain(self) -> bool:
        """Neither dropout nor a residual connection nor a normalization."""
        return (self.keep, self.skip, self.branch, self.norm_gain) == (1, 0, 1, None)
