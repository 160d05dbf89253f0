"""Try a function on an exercise's checks from within a notebook: advice, not a grade."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np

from initlab.course.exercise import load
from initlab.course.grading import Result, run_checks, witness_source
from initlab.course.judging import Student
from initlab.errors import UserCodeError


@dataclass(frozen=True)
class Answer:
    """What a function returned."""

    value: Any


@dataclass(frozen=True)
class Refusal:
    """Why it returned nothing."""

    kind: str
    text: str


class Here:
    """A session in this process: for one's own code, which needs no sandbox."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def call(self, function: str, /, *arguments: Any) -> Answer | Refusal:
        """What the function of this name returns for copies of the arguments."""
        try:
            with np.errstate(all="ignore"), redirect_stdout(StringIO()):
                return Answer(copy.deepcopy(self._names[function](*copy.deepcopy(arguments))))
        except Exception as error:
            return Refusal("raised", f"{type(error).__name__}: {error}")


def practise(exercise: str, function: Callable[..., Any]) -> bool:
    """Say what is right about a function and what is not yet; whether all of it is.

    Args:
        exercise: the name of one, or its folder.
        function: one that the exercise asks for, by its name.
    Raises: UnknownName: no such exercise; UserCodeError: it asks for no function of that name.

    >>> def initialize_parameters_zeros(layers_dims):
    ...     return {"W1": 0}
    >>> practise("initialization", initialize_parameters_zeros)
    initialize_parameters_zeros: not yet. For [7, 5, 6, 3, 2] the keys should be W1, b1, ...
    Hint: ...
    False

    NumPy's global random state is afterwards what it was.
    """
    asked = load(exercise)
    name = function.__name__
    wanted = next((f for f in asked.functions if name in (f.name, *f.aliases)), None)
    if wanted is None:
        names = ", ".join(f.name for f in asked.functions)
        raise UserCodeError(f"The exercise {asked.name} asks for {names}; got {name}.")
    names_here: dict[str, Any] = {name: function}
    exec(compile(witness_source(), "witness", "exec"), names_here)
    student = Student(Here(names_here), {wanted.name: wanted.aliases})
    results: dict[str, Result] = {}
    before = np.random.get_state()
    try:
        run_checks([c for c in asked.checks if c.function == wanted.name], student, results)
    finally:
        np.random.set_state(before)
    failed = next((r for r in results.values() if r.outcome != "passed"), None)
    if failed is None:
        print(f"{name}: right, by {len(results)} checks.")
        return True
    print(f"{name}: not yet. {failed.reason}")
    if failed.hint:
        print(f"Hint: {failed.hint}")
    return False
