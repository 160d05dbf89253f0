"""Entries of embeddings: 400 entries of width 300."""

from initlab.initializers.fans import embedding
from tests.initializers.hand_worked.worked import Worked

TABLE = embedding((400, 300))

NUMBERS = (
    Worked("embedding_normal", 1.0, fans=TABLE),
    Worked("embedding_uniform", 0.028867513459481287, fans=TABLE),  # 0.05 / √3
    Worked("embedding_width", 0.05773502691896258, fans=TABLE),  # √(1/300)
    # 0.02 √(1 − 4 φ(2) / erf(√2)), of N(0, 0.02²) cut at ±0.04
    Worked("embedding_truncated", 0.017592513220684796, fans=TABLE),
    Worked("sinusoidal", 0.7071067811865476, fans=TABLE),  # sin² + cos² = 1 for two
)
