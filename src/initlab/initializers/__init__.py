"""The catalogue of initializers: frozen records, looked up by name.

>>> from initlab import initializers
>>> initializers.get("he").formula
'Var = 2 / n_in'
>>> initializers.parse("random:scale=.01").formula
'std = 0.01'
"""

from initlab.initializers.catalogue import ALL, get, names, parse
from initlab.initializers.parameters import Layer, Parameters, checked_sizes
from initlab.initializers.record import Draws, Initializer

__all__ = [
    "ALL",
    "Draws",
    "Initializer",
    "Layer",
    "Parameters",
    "checked_sizes",
    "get",
    "names",
    "parse",
]
