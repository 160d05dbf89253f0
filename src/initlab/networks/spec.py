"""What is trained, from which start and how: one frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from numbers import Real

from initlab import activations, initializers
from initlab.errors import DomainError, unknown_name
from initlab.initializers import Draws, Parameters, checked_sizes
from initlab.networks import losses

# Raised whenever results may legitimately change; part of the key of every stored run.
NUMERICS = 1

MOST_SEED = 2**32 - 1  # of a NumPy RandomState
# What is a whole number, from what to what.
WHOLE = (("iterations", 0, 10**12), ("batch_size", 1, 10**12), ("seed", 0, MOST_SEED))
LOSSES = tuple(loss.name for loss in losses.ALL)
OPTIMIZERS = ("gd", "momentum", "nesterov", "adam")


@dataclass(frozen=True)
class Spec:
    """A dense network, its start, and its training by gradient descent.

    Args:
        sizes: units per layer, inputs first; two sizes are logistic or linear regression.
        activation: of the hidden layers.
        loss: "binary" (sigmoid output, cross-entropy), "softmax" (cross-entropy over classes) or
            "squared" (linear output, half the squared error summed over outputs). All are means
            over the examples, in nats where they are entropies.
        initializer: a record, or what `initializers.parse` makes one of.
        seed: of the weights, and of the order in which mini-batches take the examples.
        learning_rate: the step's factor, at least 0.
        iterations: number of updates.
        optimizer: "gd", "momentum", "nesterov" or "adam"; formulas in `networks/optimizers.py`.
        momentum: μ of the last three, from 0 to below 1.
        beta2, epsilon: of Adam.
        batch_size: examples per update; None is all of them.
        l2: λ, adds λ·W to the gradient of every weight; the recorded cost is without it.
        record_at: iterations at which to measure, each before its own update, ascending.
    Raises: DomainError, UnknownName: a value that cannot be trained.

    >>> Spec((2, 10, 5, 1)).hidden
    (10, 5)
    """

    sizes: tuple[int, ...]
    activation: str = "relu"
    loss: str = "binary"
    initializer: str | Draws = "he"
    seed: int = 0
    learning_rate: float = 0.01
    iterations: int = 15_000
    optimizer: str = "gd"
    momentum: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    batch_size: int | None = None
    l2: float = 0.0
    record_at: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", checked_sizes(self.sizes))
        if isinstance(self.initializer, str):
            object.__setattr__(self, "initializer", initializers.parse(self.initializer))
        object.__setattr__(self, "activation", activations.get(self.activation).name)
        if self.loss not in LOSSES:
            raise unknown_name("loss", self.loss, LOSSES)
        if self.optimizer not in OPTIMIZERS:
            raise unknown_name("optimizer", self.optimizer, OPTIMIZERS)
        if self.loss == "binary" and self.sizes[-1] != 1:
            raise DomainError(f"The binary loss has one output; got {self.sizes[-1]}.")
        for name in ("learning_rate", "l2", "epsilon"):
            if not 0 <= _number(name, getattr(self, name)) < inf:
                raise DomainError(
                    f"{name} is a finite number of at least 0; got {getattr(self, name)}."
                )
        for name in ("momentum", "beta2"):
            if not 0 <= _number(name, getattr(self, name)) < 1:
                raise DomainError(f"{name} is from 0 to below 1; got {getattr(self, name)}.")
        for name, least, most in WHOLE:
            value = getattr(self, name)
            if value is not None or name != "batch_size":
                object.__setattr__(self, name, _whole(name, value, least, most))
        if any(not 0 <= i <= self.iterations for i in self.record_at) or list(
            self.record_at
        ) != sorted(set(self.record_at)):
            raise DomainError(
                f"record_at is ascending, from 0 to {self.iterations}; got {self.record_at}."
            )

    @property
    def start(self) -> Draws:
        """The initializer, as a record."""
        assert not isinstance(self.initializer, str)  # __post_init__ has looked it up
        return self.initializer

    def draw(self) -> Parameters:
        """The parameters that training begins with."""
        return self.start.draw(self.sizes, self.seed)

    @property
    def hidden(self) -> tuple[int, ...]:
        """The sizes between the input and the output."""
        return self.sizes[1:-1]

    def uses_dual(self, examples: int) -> bool:
        """Whether the first layer is trained in its dual form: more features than examples.

        Adam has none: `networks/first_layer.py` says why.
        """
        return self.sizes[0] > examples and self.optimizer != "adam"


def _number(name: str, value: object) -> float:
    if isinstance(value, Real):
        return float(value)
    raise DomainError(f"{name} is a number; got {value!r}.")


def _whole(name: str, value: object, least: int, most: int) -> int:
    number = _number(name, value)
    if not least <= number <= most or number != int(number):
        raise DomainError(
            f"{name} is a whole number of at least {least} and at most {most:,}; got {value}."
        )
    return int(number)
