"""Entries that divide by a fan."""

from initlab.initializers.fans import Fans
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
    Worked("he:fan=geometric", 0.0759835685651592),  # √(2/√120 000)
    Worked("he_leaky", 0.081645575916028669),  # √(2/(1.0001 · 300))
    Worked("he_leaky:leak=0.25", 0.079211803438133945),  # PReLU: √(2/(1.0625 · 300))
    Worked("he_leaky:leak=2.23606797749979", 0.03333333333333333),  # √5: √(2/(6 · 300)) = 1/30
    Worked("gained", 0.0816496580927726),  # E[relu²] = 1/2: √(2/300)
    Worked("gained:activation=linear", 0.05773502691896258),  # √(1/300)
    Worked("gained_backward", 0.07071067811865475),  # E[relu′²] = 1/2: √(2/400)
    # φ(0) = 1/2, φ′(0) = 1/4: 1 / (1/16 · 5/4) = 12.8; √(12.8/300).
    Worked("kumar", 0.2065591117977289),
    Worked("kumar:activation=tanh", 0.05773502691896258),  # φ(0) = 0, φ′(0) = 1: √(1/300)
    # 400^(1/300) = exp(5.9914645/300) = 1.0201723, times 0.7 is 0.7141206: over √300, over √3.
    Worked("nguyen_widrow", 0.041229773214466769),
    Worked("nguyen_widrow.bias", 0.41229773214466769, (40_000,), Fans(300, 400)),
)
