"""The catalogue as functions: `he_normal(shape, rng=…)`, each with its law's parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from initlab.errors import DomainError
from initlab.initializers.catalogue import ALL, get, parse, with_values
from initlab.initializers.laws import Law
from initlab.initializers.numpy_arrays import AnyArray, sampled
from initlab.initializers.record import Initializer


def names() -> tuple[str, ...]:
    """The names and aliases of the catalogue that a function can have."""
    return tuple(
        name for entry in ALL for name in (entry.name, *entry.aliases) if name.isidentifier()
    )


def function(name: str) -> Callable[..., AnyArray]:
    """The function that draws one tensor by the entry called `name`.

    Returns: a function of a shape (outputs, inputs, *kernel); by keyword `rng`, `fans` and `dtype`
        as `numpy_arrays.sampled` takes them, and the fields of the entry's law.
    Raises: UnknownName: there is no such entry.

    >>> he = function("he_uniform")
    >>> he((400, 300), rng=0, scale=1.0).shape
    (400, 300)
    >>> print(he.__name__, he.__doc__.splitlines()[0])
    he_uniform He, uniform: Var = 2 / n_in.
    """
    entry = get(name)

    def draw(
        shape: Any, *, rng: Any = None, fans: Any = None, dtype: str = "float64", **values: Any
    ) -> AnyArray:
        return sampled(changed(entry, values).law, shape, rng=rng, fans=fans, dtype=dtype)

    draw.__name__ = draw.__qualname__ = name
    draw.__doc__ = described(entry)
    draw.__signature__ = with_parameters(draw, entry.law)  # type: ignore[attr-defined]
    return draw


def entry_of(text: str) -> Initializer:
    """The entry of the catalogue that `text` names, `t_fixup.value:layers=6` for example.

    Raises: UnknownName, DomainError: none, or a function of the user's.
    """
    entry = parse(text)
    if not isinstance(entry, Initializer):
        raise DomainError(
            f"{text} is a function of your own, not an entry of the catalogue; call it yourself."
        )
    return entry


def changed(entry: Initializer, values: Mapping[str, Any]) -> Initializer:
    """`entry` with other fields of its law; whole numbers count as numbers.

    Raises: UnknownName, DomainError: the law has no such field, or not that value.
    """
    return with_values(entry, {k: v if isinstance(v, str) else float(v) for k, v in values.items()})


def described(entry: Initializer) -> str:
    """A docstring for a function or class that stands for `entry`."""
    lines = (
        f"{entry.title}: {entry.formula}.",
        "",
        f"Keeps: {entry.keeps}.",
        f"Use: {entry.use}.",
        *([f"Avoid: {entry.avoid}."] if entry.avoid else []),
        "",
        f"Source: {entry.source}.",
    )
    return "\n".join(lines)


def parameters(law: Law) -> list[inspect.Parameter]:
    """The fields of a law, by keyword, with their values as defaults."""
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=getattr(law, field.name)
        )
        for field in fields(law)  # type: ignore[arg-type]  # every law is a dataclass
    ]


def with_parameters(of: Callable[..., Any], law: Law) -> inspect.Signature:
    """The signature of `of` with the law's fields in place of its `**values`."""
    plain = inspect.signature(of)
    kept = [p for p in plain.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    return plain.replace(parameters=[*kept, *parameters(law)])
