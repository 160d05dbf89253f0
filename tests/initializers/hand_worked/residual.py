"""Residual networks."""

from tests.initializers.hand_worked.worked import Worked

HE = 0.0816496580927726  # √(2/300)

NUMBERS = (
    Worked("fixup", HE),
    Worked("fixup.branch", 0.028867513459481288),  # L = 8, m = 2: √(2/300) / √8
    Worked("fixup.branch:branches=16,weights_per_branch=3", 0.040824829046386302),  # HE / 16^¼
    Worked("fixup.branch:branches=64,weights_per_branch=4", 0.040824829046386302),  # HE / 64^⅙
    Worked("fixup.last", 0.0),
    Worked("fixup.gate", 1.0, mean=1.0),
    Worked("fixup.bias", 0.0),
    Worked("fixup.head", 0.0),
    Worked("skip_init", HE),
    Worked("skip_init.gate", 0.0),
    Worked("re_zero", HE),
    Worked("re_zero.gate", 0.0),
    Worked("zero_gamma", HE),
    Worked("zero_gamma.last_norm", 0.0),
    Worked("zero_gamma.head", 0.01),
    Worked("layer_scale", 0.02),
    Worked("layer_scale.gate", 1e-4, mean=1e-4),
    Worked("root_depth", HE),
    Worked("root_depth.last", 0.023570226039551584),  # √(2/300) / √12 = 1/(30 √2)
)
