"""Entries that give the whole matrix a structure: Σ W² over the number of elements."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("orthogonal", 0.05),  # 300 columns of length 1: √(300 / 120 000)
    Worked("orthogonal:gain=2", 0.1),
    Worked("orthogonal", 0.05, shape=(300, 400)),
    Worked("delta_orthogonal", 0.11785113019775792, shape=(8, 4, 3, 3)),  # √(4 / 288)
    Worked("convolution_orthogonal", 0.11785113019775792, shape=(8, 4, 3, 3)),
    Worked("identity", 0.05),
    Worked("identity:gain=.5", 0.09622504486493763, shape=(2, 3, 3, 3)),  # √(2 · 0.25 / 54)
    Worked("zero_init", 0.04419417382415922),  # all ±1/√512, the power of 2 above 400
    Worked("zero_init", 0.05, shape=(300, 400)),
    Worked("sparse", 0.22360679774997896),  # √(15 / 300)
    Worked("sparse_share", 0.0031622776601683794),  # 30 of 300 are left: 0.01 √0.1
)
