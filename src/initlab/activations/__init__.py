"""Activations: frozen records of a function, its slope and its kinks, looked up by name.

>>> from initlab import activations
>>> activations.get("swish").formula
'z / (1 + e^−z)'
"""

from initlab.activations.catalogue import ALL, Activation, get, names
from initlab.activations.gains import backward_gain, forward_gain
from initlab.activations.own import wrap

__all__ = ["ALL", "Activation", "backward_gain", "forward_gain", "get", "names", "wrap"]
