"""A student's functions, as the checks see them: call one, and get a plain value or a failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from initlab.course.judging.outcome import Failure, NotChecked
from initlab.course.text import harmless

LONGEST_ARGUMENT = 40  # characters; a matrix would be pages


class Session(Protocol):
    """What is asked of a sandbox's session."""

    def call(self, function: str, /, *arguments: Any) -> Any:
        """An answer with `value`, or a refusal with `kind` and `text`.

        The kind "sandbox" is a fault of the sandbox, never the student's.
        """
        ...


class Student:
    """A submission in its session. Calls with the same arguments are made once unless `again`."""

    def __init__(
        self,
        session: Session,
        aliases: Mapping[str, Sequence[str]] = {},
        note: str = "",
    ) -> None:
        self._session = session
        self._aliases = aliases
        self._note = note
        self._names: dict[str, str] = {}
        self._answers: dict[str, Any] = {}

    def call(self, function: str, *arguments: Any, again: bool = False) -> Any:
        """What the student's function returns.

        Raises: Failure: it is missing, raised, took too long, or returned what is no plain value;
            NotChecked: the sandbox failed.
        """
        key = repr((function, arguments))
        if again or key not in self._answers:
            self._answers[key] = self._ask(self._name(function), *arguments)
        return self._answers[key]

    def witness(self, question: str, *arguments: Any) -> Any:
        """What the helper functions beside the submission say; a function's name is translated."""
        words = [
            self._name(word) if isinstance(word, str) and word in self._aliases else word
            for word in arguments
        ]
        return self._ask(f"initlab_{question}", *words)

    def _name(self, function: str) -> str:
        if function not in self._names:
            known = (function, *self._aliases.get(function, ()))
            found = [name for name in known if self._ask("initlab_has", name) == 1]
            if not found:
                raise Failure(
                    f"There is no function {function}. {self._note}".rstrip(),
                    hint=f"Define a function called {function}, spelled exactly so.",
                )
            self._names[function] = found[0]
        return self._names[function]

    def _ask(self, function: str, *arguments: Any) -> Any:
        answer = self._session.call(function, *arguments)
        if hasattr(answer, "value"):
            return answer.value
        told = harmless(answer.text)
        if answer.kind == "sandbox":
            raise NotChecked(f"The sandbox failed: {told}")
        shown = ", ".join(harmless(argument, LONGEST_ARGUMENT) for argument in arguments)
        raise Failure(f"{function}({shown}) gave no result: {told}", hint=_hint(told))


# Words of common errors, and what they usually come from in these exercises.
ERRORS = (
    ("is not defined", "Is a name mistyped, or used before it is set?"),
    ("returned None", "Does the function return its result at the end?"),
    ("index out of range", "The list has len(layers_dims) entries, but one layer of weights less."),
    ("unexpected keyword", "The arguments must bear the names and stand in the order of the task."),
    ("positional argument", "The arguments must be those of the task, in its order."),
    ("cannot be interpreted as an integer", "A shape goes in brackets: np.zeros((rows, columns))."),
    ("Cannot interpret", "A shape goes in brackets: np.zeros((rows, columns))."),
    ("type not understood", "A shape goes in brackets: np.zeros((rows, columns))."),
    ("NotImplementedError", "Write the function's body where the starter raises an error."),
    ("time", "Does a loop never end?"),
)


def _hint(told: str) -> str:
    return next((hint for words, hint in ERRORS if words in told), "")
