"""Mean-field theory of wide networks at initialization: what variances, correlations and gradients
do from layer to layer, computed for any activation.

>>> from initlab import theory
>>> scales = theory.depth_scales(theory.Block("tanh", weight_var=2.0, bias_var=0.05))
>>> round(scales.q, 6), round(scales.chi, 6), round(scales.c, 6)
(0.721762, 1.047666, 0.744082)
"""

from initlab.activations.gains import backward_gain, forward_gain
from initlab.theory.block import Block
from initlab.theory.depths import DepthScales, correlation_limit, depth_scales
from initlab.theory.fixed_points import FixedPoint, fixed_points, settle
from initlab.theory.kernels import nngp, ntk
from initlab.theory.layers import Profile, profile
from initlab.theory.maps import (
    activation_mean,
    correlation_map,
    correlation_slope,
    covariance_map,
    derivative_map,
    variance_map,
    variance_slope,
)
from initlab.theory.phase import (
    Critical,
    HalfStable,
    critical_points,
    edge_of_chaos,
    half_stable_points,
)
from initlab.theory.recommendation import Recommendation, recommend
from initlab.theory.singular_values import Jacobian, jacobian

__all__ = [
    "Block",
    "Critical",
    "DepthScales",
    "FixedPoint",
    "HalfStable",
    "Jacobian",
    "Profile",
    "Recommendation",
    "activation_mean",
    "backward_gain",
    "correlation_limit",
    "correlation_map",
    "correlation_slope",
    "covariance_map",
    "critical_points",
    "depth_scales",
    "derivative_map",
    "edge_of_chaos",
    "fixed_points",
    "forward_gain",
    "half_stable_points",
    "jacobian",
    "nngp",
    "ntk",
    "profile",
    "recommend",
    "settle",
    "variance_map",
    "variance_slope",
]
