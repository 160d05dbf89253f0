"""Entries that ignore the size of a layer."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("zeros", 0.0),
    Worked("ones", 1.0, mean=1.0),
    Worked("random", 10.0),
    Worked("random_uniform", 10.0),
)
