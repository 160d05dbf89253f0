"""The records, one family a file, in the order in which they are listed."""

from initlab.initializers.families import (
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

# The module's name is the family's: a new family is a file with ENTRIES, and a word here.
FAMILIES = (
    basic,
    scaling,
    structured,
    recurrent,
    heads,
    embeddings,
    residual,
    transformers,
    parameterizations,
    coordinates,
    lora,
    measured,
    defaults,
)
