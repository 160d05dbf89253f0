"""Activations: frozen records of a function, its slope and its kinks, looked up by name.

>>> from initlab import activations
>>> activations.get("swish").formula
'z / (1 + e^−z)'
>>> activations.get("hard_tanh").kinks
(-1.0, 1.0)
"""

from initlab.activations.catalogue import ALL, get, names
from initlab.activations.gains import backward_gain, forward_gain
from initlab.activations.own import wrap
from initlab.activations.record import Activation

__all__ = ["ALL", "Activation", "backward_gain", "forward_gain", "get", "names", "wrap"]
