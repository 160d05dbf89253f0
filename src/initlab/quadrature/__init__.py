"""Expectations under a Gaussian: E[f(z)] and E[f(u) g(v)], to twelve digits and more.

>>> import numpy as np
>>> float(expectation(np.abs, std=2.0).round(12)), float((2 * np.sqrt(2 / np.pi)).round(12))
(1.595769121606, 1.595769121606)
"""

from initlab.quadrature.line import expectation, mean_square
from initlab.quadrature.plane import pair_expectation

__all__ = ["expectation", "mean_square", "pair_expectation"]
