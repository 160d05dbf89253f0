"""Appended to a submission in the sandbox: what a call changed besides what it returned.

The names cannot collide with a student's by accident. All of them return plain numbers, which the
grader judges; a student who forges them hides a bad habit and gains nothing else.
"""

from typing import Any


def initlab_has(name: str) -> int:
    """1 if the submission defines a function of this name."""
    return int(callable(globals().get(name)))


def initlab_random_state() -> Any:
    """NumPy's global random state as numbers."""
    import numpy

    state: Any = numpy.random.get_state()
    return numpy.concatenate([state[1].astype(numpy.float64), [state[2], state[3], state[4]]])


def initlab_disturb() -> int:
    """Set the global state to something that nobody can know."""
    import numpy

    numpy.random.seed(None)
    return 0


def initlab_argument_after(name: str, argument: list[int]) -> Any:
    """The first argument as it stands after the call."""
    import numpy

    given = list(argument)
    globals()[name](given)
    return numpy.array(given, dtype=numpy.float64)


def initlab_shared(name: str, argument: list[int]) -> int:
    """How many pairs of the returned arrays share memory, also with a second call's."""
    import numpy

    first, second = globals()[name](argument), globals()[name](argument)
    arrays = [*first.values(), *second.values()]
    return sum(
        numpy.may_share_memory(one, other)
        for place, one in enumerate(arrays)
        for other in arrays[:place]
    )
