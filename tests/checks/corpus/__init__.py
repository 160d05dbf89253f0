"""Models that a check should leave alone, and faults that it should find in them."""

from tests.checks.corpus.dense import DENSE
from tests.checks.corpus.faults import FAULTS, Fault, Found, found
from tests.checks.corpus.pictures import PICTURES
from tests.checks.corpus.practice import PRACTICE
from tests.checks.corpus.record import Architecture, Case
from tests.checks.corpus.sequences import SEQUENCES

__all__ = ["ARCHITECTURES", "FAULTS", "Architecture", "Case", "Fault", "Found", "found"]

ARCHITECTURES = (*DENSE, *PICTURES, *SEQUENCES, *PRACTICE)
