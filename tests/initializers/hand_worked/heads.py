"""Entries of the last layer."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("prior_bias", 4.59511985013459, mean=-4.59511985013459),  # log 99
    Worked("prior_bias:prior=.5", 0.0),
    Worked("class_prior", 1.3862943611198906, shape=(4,)),  # log 4
    Worked("zero_head", 0.0),
)
