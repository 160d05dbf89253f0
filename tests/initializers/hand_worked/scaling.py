"""Entries that divide by a fan."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("he", 0.0816496580927726),  # √(2/300)
    Worked("he_uniform", 0.0816496580927726),
    Worked("he_truncated", 0.0816496580927726),
    Worked("xavier", 0.05773502691896258),  # √(1/300)
    Worked("xavier_uniform", 0.05773502691896258),
    Worked("xavier_truncated", 0.05773502691896258),
    Worked("glorot", 0.05345224838248488),  # √(2/700)
    Worked("glorot_uniform", 0.05345224838248488),
    Worked("glorot_truncated", 0.05345224838248488),
)
