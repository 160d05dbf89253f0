"""Entries of recurrent layers: 100 units, weights packed by gate."""

from initlab.initializers.fans import packed
from tests.initializers.hand_worked.worked import Worked

FOUR = packed((400, 300), parts=4)
THREE = packed((300, 300), parts=3)
STATE_FOUR = packed((400, 100), parts=4)
STATE_THREE = packed((300, 100), parts=3)
# E log² u for u ~ U(1, 99), by mpmath.quad; two gates of four, or one of three.
CHRONO = 14.046569254554529


def _gated(name: str, gates: int) -> tuple[Worked, ...]:
    shape, fans, state = {
        4: ((400, 300), FOUR, STATE_FOUR),
        3: ((300, 300), THREE, STATE_THREE),
    }[gates]
    return (
        Worked(name, 0.05345224838248488),  # √(2 / 700), as glorot
        Worked(f"{name}.input", 0.07071067811865475, shape, fans),  # √(2 / (300 + 100))
        Worked(f"{name}.recurrent", 0.1, (100 * gates, 100), state),  # of 100 × 100, orthogonal
        Worked(f"{name}.recurrent_bias", 0.0),
    )


NUMBERS = (
    *_gated("lstm", 4),
    Worked("lstm.bias", 0.5, shape=(400,)),  # 1 in a quarter of the bias
    *_gated("gru", 3),
    Worked("gru.bias", 0.0),
    *_gated("lstm_chrono", 4),
    Worked("lstm_chrono.bias", (CHRONO / 2) ** 0.5, shape=(400,)),
    *_gated("gru_chrono", 3),
    Worked("gru_chrono.bias", (CHRONO / 3) ** 0.5, shape=(300,)),
    Worked("recurrent_uniform", 0.05773502691896258, (400, 300), FOUR),  # U(±1/√100): 0.1/√3
    Worked("recurrent_uniform", 0.05773502691896258, (400, 100), STATE_FOUR),
    Worked("recurrent_uniform.bias", 0.05773502691896258, shape=(400,)),
    Worked("recurrent_uniform.recurrent_bias", 0.05773502691896258, shape=(400,)),
    Worked("irnn", 0.001),
    Worked("irnn.recurrent", 0.1, shape=(100, 100)),  # √(100 / 10 000)
)
