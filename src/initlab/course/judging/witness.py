"""Appended to a submission in the sandbox: what a call changed besides what it returned.

The names cannot collide with a student's by accident. All of them return plain numbers, which the
grader judges; a student who forges them hides a bad habit and gains nothing else.
"""


def initlab_has(name):
    """1 if the submission defines a function of this name."""
    return int(callable(globals().get(name)))


def initlab_random_state():
    """NumPy's global random state as numbers."""
    import numpy

    state = numpy.random.get_state()
    return numpy.concatenate([state[1].astype(numpy.float64), [state[2], state[3], state[4]]])


def initlab_disturb():
    """Set the global state to something that nobody can know."""
    import numpy

    numpy.random.seed(None)
    return 0


def initlab_argument_after(name, argument, kind):
    """The first argument as it stands after the call."""
    import numpy

    given = numpy.array(argument) if kind == "array" else list(argument)
    globals()[name](given)
    return numpy.array(given, dtype=numpy.float64)


def initlab_shared(name, argument):
    """How many pairs of the returned arrays share memory, also with a second call's."""
    import numpy

    first, second = globals()[name](argument), globals()[name](argument)
    arrays = [*first.values(), *second.values()]
    return sum(
        numpy.may_share_memory(one, other)
        for place, one in enumerate(arrays)
        for other in arrays[:place]
    )
