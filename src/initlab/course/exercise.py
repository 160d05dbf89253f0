"""Exercises as records, each read from a folder: a teacher adds one by adding a folder."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from initlab.course.judging.student import Student
from initlab.errors import FileError, UserCodeError, unknown_name

SHIPPED = Path(__file__).resolve().parent / "exercises"
PARTS = ("task.md", "checks.py", "starter.py", "solution.py")


@dataclass(frozen=True)
class Check:
    """One thing that is asked of one function.

    Attributes:
        name: a word for reports, unique in the exercise.
        function: the function that it judges, as the task calls it.
        judge: takes a `Student`; raises `Failure` or `NotChecked`; may return a remark.
        needs: names of checks of the same function that must have passed, or this one cannot be
            checked.
        hint: said when the judge's failure has none of its own.
    """

    name: str
    function: str
    judge: Callable[[Student], str | None]
    needs: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Function:
    """A function that a submission must define, under this name or one of the others."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """A wrong submission that fails exactly one check, with these words in its hint."""

    name: str
    source: str
    check: str
    words: str


@dataclass(frozen=True)
class Exercise:
    """What is asked, how it is judged, and what shows that it is judged well."""

    name: str
    task: str
    functions: tuple[Function, ...]
    checks: tuple[Check, ...]  # in order of need
    starter: str
    solution: str
    mistakes: tuple[Mistake, ...]

    @property
    def title(self) -> str:
        """The first heading of the task."""
        return self.task.lstrip().splitlines()[0].lstrip("# ").strip()


def shipped() -> list[str]:
    """The names of the exercises that come with initlab.

    >>> "initialization" in shipped()
    True
    """
    return sorted(path.name for path in SHIPPED.iterdir() if (path / "checks.py").is_file())


def load(name: str) -> Exercise:
    """An exercise by its name, or by the path of its folder.

    Args:
        name: one of `shipped()`, or a folder with task.md, checks.py, starter.py and solution.py.
    Raises: UnknownName: neither is there; FileError: a part is missing; UserCodeError: its
        checks.py raises, or its records do not fit together.

    >>> [function.name for function in load("initialization").functions][0]
    'initialize_parameters_zeros'
    """
    if name in shipped():
        return read(SHIPPED / name)
    if Path(name).is_dir():
        return read(Path(name))
    raise unknown_name("exercise", name, shipped())


def read(folder: Path) -> Exercise:
    """The exercise that a folder holds. Raises: FileError; UserCodeError."""
    missing = [part for part in PARTS if not (folder / part).is_file()]
    if missing:
        raise FileError(
            f"{folder} is no exercise: it has no {', '.join(missing)}. "
            "See docs/teachers.md for what belongs into the folder."
        )
    functions, checks = _load_checks(folder / "checks.py")
    exercise = Exercise(
        name=folder.resolve().name,
        task=_text(folder / "task.md"),
        functions=functions,
        checks=checks,
        starter=_text(folder / "starter.py"),
        solution=_text(folder / "solution.py"),
        mistakes=tuple(_mistake(path) for path in sorted(folder.glob("mistakes/*.py"))),
    )
    _fits(exercise)
    return exercise


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _load_checks(path: Path) -> tuple[tuple[Function, ...], tuple[Check, ...]]:
    spec = importlib.util.spec_from_file_location(f"initlab_exercise_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        return tuple(module.FUNCTIONS), tuple(module.CHECKS)
    except Exception as error:
        raise UserCodeError(
            f"{path} should define FUNCTIONS and CHECKS; it raised {type(error).__name__}: {error}."
        ) from error


def _mistake(path: Path) -> Mistake:
    source = _text(path)
    check, colon, words = source.partition("\n")[0].removeprefix("#").strip().partition(": ")
    if not (source.startswith("#") and colon):
        raise FileError(
            f"{path} should begin with '# CHECK: WORDS', the check that it fails and words of "
            "the hint."
        )
    return Mistake(path.stem, source, check, words.strip())


def _fits(exercise: Exercise) -> None:
    names = [check.name for check in exercise.checks]
    functions = {function.name for function in exercise.functions}
    for place, check in enumerate(exercise.checks):
        earlier = {c.name for c in exercise.checks[:place] if c.function == check.function}
        unknown = set(check.needs) - earlier
        if check.function not in functions or names.count(check.name) > 1 or unknown:
            raise UserCodeError(
                f"The exercise {exercise.name}: the check {check.name!r} must have a name of its "
                "own, a function of FUNCTIONS, and need only checks of that function before it; "
                f"got {check.function!r}, needs {list(check.needs)}."
            )
    for function in functions - {check.function for check in exercise.checks}:
        raise UserCodeError(f"The exercise {exercise.name} has no check for {function}.")
    for mistake in exercise.mistakes:
        if mistake.check not in names:
            raise UserCodeError(
                f"The exercise {exercise.name}: mistakes/{mistake.name}.py names the check "
                f"{mistake.check!r}; there are {', '.join(names)}."
            )
