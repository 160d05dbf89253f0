"""Parameterizations."""

from initlab.initializers.fans import Fans
from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("standard_parameterization", 0.05773502691896258),  # 1/√300
    Worked("mu_p", 0.018475208614068024),  # 0.02 √(256/300)
    Worked("mu_p", 0.01, (64, 1024)),  # four times the base: 0.02 / 2
    Worked("mu_p:base=75,scale=0.1", 0.05),  # 0.1 / √4
    Worked("mu_p.embedding", 0.02),
    Worked("mu_p.head", 0.02),
    Worked("mu_p.query", 0.0),
    Worked("complete_p", 0.018475208614068024),
    Worked("complete_p.embedding", 0.02),
    Worked("complete_p.head", 0.02),
    Worked("u_mu_p", 1.0),
    Worked("spectral", 0.05773502691896258),  # 400 > 300: 1/√300
    Worked("spectral", 0.025, (100, 400)),  # √(100/400) / √400
    Worked("ntk", 1.0),
    Worked("ntk.bias", 1.0, (40_000,), Fans(300, 400)),
    Worked("equalized", 1.0),
)
