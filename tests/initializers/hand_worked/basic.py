"""Entries that ignore the size of a layer."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("zeros", 0.0),
    Worked("ones", 1.0, mean=1.0),
    Worked("random", 10.0),
    Worked("random_uniform", 10.0),
    Worked("constant", 0.01, mean=0.01),
    Worked("constant:value=-3", 3.0, mean=-3.0),
    Worked("normal", 1.0),
    Worked("unit_uniform", 0.5773502691896257, mean=0.5),  # ∫₀¹ w² dw = 1/3
    Worked("unit_uniform:low=2,high=3", 2.516611478423583, mean=2.5),  # √(19/3)
    Worked("keras_normal", 0.05),
    Worked("keras_uniform", 0.028867513459481287),  # 0.05 / √3
    # N(0, 1) cut at ±2 has the variance 1 − 4 φ(2) / (2 Φ(2) − 1), of which 0.87962566 is the root.
    Worked("keras_truncated", 0.043981283051711988),  # 0.05 of it
    Worked("jax_normal", 0.01),
    Worked("jax_uniform", 0.005773502691896258, mean=0.005),  # 0.01 √(1/3)
)
