"""Limits that several rules share, each with the reason for its size."""

from __future__ import annotations

from math import log

# One epoch of MNIST in batches of 64 is 938 steps. What learns 1000 times more slowly than the
# last layer moves in a whole epoch by less than that layer does in one step. AUTOTRAINER
# (Zhang et al. 2021) takes the same ratio, 1e-3, for a vanished gradient.
SLOW = 1e-3
LOG_SLOW = -2.0 * log(SLOW)  # of a mean square
RATE = 0.01  # a usual learning rate of plain gradient descent
# A step of less than half a unit in the last place of a float32, 2^−24 of the weight, is lost.
STUCK = 2.0**-24 / RATE  # gradient / weight, both root mean square
LOG_STUCK = -2.0 * log(STUCK)
# A step that is larger than the weight forgets where it started.
FORGETS = 1.0 / RATE
ADAM = 1e-8  # ε of Adam (Kingma and Ba 2015, algorithm 1): smaller gradients move less and less
# A learning rate is searched for in decades; scaling one weight by k makes its own relative step
# k² times smaller than all others', so a mean square may be off by one decade.
DECADE = 10.0
SIGMAS = 5.0  # standard errors: 6e-7 of all healthy tensors lie further out
