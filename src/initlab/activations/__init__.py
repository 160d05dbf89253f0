"""Activations: frozen records of a function, its slope and its kinks, looked up by name.

>>> from initlab import activations
>>> activations.get("swish").formula
'z / (1 + e^−z)'
"""

from initlab.activations.catalogue import ALL, Activation, get, names

__all__ = ["ALL", "Activation", "get", "names"]
