"""Numbers worked by hand from the papers, one file per family of the catalogue.

Each entry and each role of one has a `Worked` here; a test fails while one is missing.
"""

from tests.initializers.hand_worked import (
    basic,
    coordinates,
    defaults,
    embeddings,
    heads,
    lora,
    measured,
    parameterizations,
    recurrent,
    residual,
    scaling,
    structured,
    transformers,
)
from tests.initializers.hand_worked.worked import Worked

ALL: tuple[Worked, ...] = (
    *basic.NUMBERS,
    *coordinates.NUMBERS,
    *defaults.NUMBERS,
    *embeddings.NUMBERS,
    *heads.NUMBERS,
    *lora.NUMBERS,
    *measured.NUMBERS,
    *parameterizations.NUMBERS,
    *recurrent.NUMBERS,
    *residual.NUMBERS,
    *scaling.NUMBERS,
    *structured.NUMBERS,
    *transformers.NUMBERS,
)
