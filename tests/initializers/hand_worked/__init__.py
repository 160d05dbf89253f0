"""Numbers worked by hand from the papers, one file per family of the catalogue.

Each entry and each role of one has a `Worked` here; a test fails while one is missing.
"""

from tests.initializers.hand_worked import (
    basic,
    defaults,
    parameterizations,
    residual,
    scaling,
    transformers,
)
from tests.initializers.hand_worked.worked import Worked

ALL: tuple[Worked, ...] = (
    *basic.NUMBERS,
    *scaling.NUMBERS,
    *residual.NUMBERS,
    *transformers.NUMBERS,
    *parameterizations.NUMBERS,
    *defaults.NUMBERS,
)
