"""Every exception that initlab raises on purpose, and what their sentences are made with."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class InitlabError(Exception):
    """Base of all of them: the message says what was expected, what came and what to do."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class UnknownName(InitlabError, LookupError):
    """A name that the catalogue, the data sets or the activations do not have."""


class ShapeError(InitlabError, ValueError):
    """An array or a list of sizes that does not fit."""


class DomainError(InitlabError, ValueError):
    """A number outside the range in which it means something."""


class DataError(InitlabError, ValueError):
    """Data that cannot be trained on: empty, not finite, one class only, unreadable."""


class FileError(InitlabError, OSError):
    """A file or a folder that cannot be read or written."""


class UserCodeError(InitlabError, RuntimeError):
    """A function of the user's that could not be loaded, raised, or returned the wrong thing."""


class MissingPackage(InitlabError, ImportError):
    """An optional package that what was asked for needs, and that is not installed."""


class PlanErrors(InitlabError, ValueError):
    """Everything that is wrong with a plan, one line each.

    Args:
        lines: each with the plan's name and, where there is one, the line and the setting.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


def printable(text: str) -> str:
    r"""A stranger's text without the characters that a terminal would obey.

    >>> printable("\x1b[31mred")
    '\\x1b[31mred'
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def missing_package(package: str, extra: str) -> MissingPackage:
    """The error for a framework that is not there.

    >>> print(missing_package("JAX", "jax"))
    initlab.jax needs JAX, which is not installed: pip install 'initlab[jax]'.
    """
    return MissingPackage(
        f"initlab.{extra} needs {package}, which is not installed: pip install 'initlab[{extra}]'."
    )


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UnknownName:
    """The error for a `name` that no `kind` has, with the nearest known ones.

    >>> print(unknown_name("initializer", "hee", ["he", "xavier"]))
    No initializer is called 'hee'. Did you mean 'he'?
    >>> print(unknown_name("initializer", "qqq", ["he", "xavier"]))
    No initializer is called 'qqq'. Known: he, xavier.
    """
    names = sorted(known)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names)}."
    return UnknownName(f"No {kind} is called {name!r}. {hint}")
