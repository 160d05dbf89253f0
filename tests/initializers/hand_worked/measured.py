"""Entries that need a model: they refuse a shape."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = tuple(Worked(name, 0.0, refuses="model") for name in ("lsuv", "kraehenbuehl", "analytic"))
