"""Laws: how the elements of a tensor are distributed. One idea a file; `law` has the plain ones."""

from initlab.initializers.laws.law import (
    Constant,
    Distribution,
    ElementLaw,
    Fan,
    InverseFan,
    Law,
    Spread,
    TensorLaw,
    VarianceScaling,
    check_scale,
    chosen,
    of_std,
    sample,
    std,
)

__all__ = [
    "Constant",
    "Distribution",
    "ElementLaw",
    "Fan",
    "InverseFan",
    "Law",
    "Spread",
    "TensorLaw",
    "VarianceScaling",
    "check_scale",
    "chosen",
    "of_std",
    "sample",
    "std",
]
