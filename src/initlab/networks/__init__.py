"""What a network and its training mean: plain NumPy, one network at a time, to be read.

Sums have a stated order and every operation is rounded once, so the results are the same on every
machine; `engine/` computes exactly this, for thousands of networks at once.
"""

from initlab.networks.examples import Examples, examples
from initlab.networks.history import History, Observation
from initlab.networks.network import checked_parameters
from initlab.networks.outcome import Outcome
from initlab.networks.prediction import forward, predict
from initlab.networks.spec import NUMERICS, Spec
from initlab.networks.training import train

__all__ = [
    "NUMERICS",
    "Examples",
    "History",
    "Observation",
    "Outcome",
    "Spec",
    "checked_parameters",
    "examples",
    "forward",
    "predict",
    "train",
]
