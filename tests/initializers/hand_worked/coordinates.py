"""Entries of networks on coordinates, and of KANs."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("siren", 0.0027216552697590866),  # U(±√(6/300)/30): √(2/300) / 30
    Worked("siren:omega=1", 0.0816496580927726),
    Worked("siren.first", 0.28867513459481287, shape=(40_000, 2)),  # U(±1/2): 1 / (2 √3)
    Worked("fourier_features", 10.0),
    Worked("kan", 0.03333333333333333),  # U(±1/√300): 1 / √900
    Worked("kan.base", 0.03333333333333333),
    Worked("kan.spline_scale", 0.05773502691896258, mean=0.05773502691896258),  # 1 / √300
    Worked("kan.spline_noise", 0.028867513459481287),  # U(±0.05)
)
