"""Looking up an initializer: by name, by `name:field=value`, or as a function of the user's."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import get_args

from initlab import activations
from initlab.errors import DomainError, InitlabError, UserCodeError, unknown_name
from initlab.initializers import (
    basic,
    coordinates,
    defaults,
    embeddings,
    heads,
    lora,
    measured,
    own,
    parameterizations,
    recurrent,
    residual,
    scaling,
    structured,
    transformers,
)
from initlab.initializers.gained import Direction
from initlab.initializers.laws import Distribution, Fan, Law
from initlab.initializers.record import Draws, Initializer

# The module's name is the family's: a new family is a file with ENTRIES, and a word here.
FAMILIES = (
    basic,
    scaling,
    structured,
    recurrent,
    heads,
    embeddings,
    residual,
    transformers,
    parameterizations,
    coordinates,
    lora,
    measured,
    defaults,
)
ALL: tuple[Initializer, ...] = tuple(
    replace(entry, family=family.__name__.rpartition(".")[2])
    for family in FAMILIES
    for entry in family.ENTRIES
)
_BY_NAME = {
    name: entry for entry in ALL for name in (entry.name, *entry.aliases, *entry.frameworks)
}
# The fields of laws that take words; all others take numbers.
_WORDS = {
    "activation": tuple(name for a in activations.ALL for name in (a.name, *a.aliases)),
    "direction": get_args(Direction),
    "distribution": get_args(Distribution),
    "fan": get_args(Fan),
}


def names() -> tuple[str, ...]:
    """The name of every entry, in catalogue order."""
    return tuple(entry.name for entry in ALL)


def get(name: str) -> Initializer:
    """The entry called `name`, by an alias, by its name in a framework, or a role of an entry.

    Raises: UnknownName: there is none; the message names the nearest.

    >>> get("kaiming_uniform").name, get("jax.nn.initializers.he_uniform").name
    ('he_uniform', 'he_uniform')
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    scheme, _, role = name.rpartition(".")
    if scheme in _BY_NAME:
        return _BY_NAME[scheme].role(role)
    raise unknown_name("initializer", name, _BY_NAME)


def parse(text: str) -> Draws:
    """The initializer that `text` names, as on the command line.

    Args:
        text: `he`, `random:scale=.01`, `he:fan=outputs,distribution=uniform`,
            `file.py:function` or `package.module:function`.
    Raises:
        UnknownName: no such entry or field.
        DomainError: a value the field cannot have.
        UserCodeError: the user's function could not be loaded.

    >>> parse("random:scale=.01").name
    'random:scale=0.01'
    """
    name, colon, rest = text.partition(":")
    if name in _BY_NAME or name.rpartition(".")[0] in _BY_NAME:
        values: dict[str, float | str] = {}
        for part in rest.split(",") if colon else []:
            key, value = _assignment(name, part)
            if key in values:
                raise DomainError(f"{text} gives {key} twice. Give it once.")
            values[key] = value
        return with_values(get(name), values)
    if ".py:" in text or (rest.isidentifier() and name):
        return own.load(text)
    if text.endswith((".py", ".py:")):
        raise UserCodeError(f"Name a function of {text}, as in {text.rstrip(':')}:my_function.")
    return get(name)


def with_values(entry: Initializer, values: dict[str, float | str]) -> Initializer:
    """`entry` with fields of its laws changed, named after the change.

    A field is changed wherever the scheme has it, in its roles too: `gpt_2:layers=24` speaks of
    the projections that know the depth.

    Raises: UnknownName, DomainError: the law has no such field, or not that value.
    """
    if not values:
        return entry
    laws = (entry.law, *(role.law for role in entry.roles))
    known = list(dict.fromkeys(name for law in laws for name in _fields(law)))
    for key, value in values.items():
        if key not in known:
            raise unknown_name(f"parameter of {entry.name!r}", key, known)
        if isinstance(value, str) != (key in _WORDS) or value not in _WORDS.get(key, (value,)):
            expected = " or ".join(_WORDS[key]) if key in _WORDS else "a number"
            raise DomainError(f"{entry.name}:{key} takes {expected}; got {value!r}.")
    try:
        law = _changed(entry.law, values)
        roles = tuple(replace(role, law=_changed(role.law, values)) for role in entry.roles)
    except InitlabError as error:
        raise DomainError(f"{entry.name}: {error}") from None
    shown = ",".join(f"{key}={_shortest(value)}" for key, value in values.items())
    return replace(
        entry,
        name=f"{entry.name}:{shown}",
        title=f"{entry.name} {shown}",
        law=law,
        roles=roles,
        keeps=f"what {entry.name} keeps is not promised for other values",
        aliases=(),
    )


def _fields(law: Law) -> list[str]:
    return [f.name for f in fields(law)]  # type: ignore[arg-type]  # every law is a dataclass


def _changed(law: Law, values: dict[str, float | str]) -> Law:
    """`law` with those of the values that it has a field for."""
    own_values = {key: value for key, value in values.items() if key in _fields(law)}
    return replace(law, **own_values)  # type: ignore[type-var]


def _shortest(value: float | str) -> str:
    """The shortest text that gives the value back: 0.01, 1, 1e+50."""
    return value if isinstance(value, str) else repr(value).removesuffix(".0")


def _assignment(name: str, part: str) -> tuple[str, float | str]:
    key, equals, value = part.partition("=")
    if not equals:
        raise DomainError(
            f"A parameter of {name} is written name=value, as in {name}:scale=0.01; got {part!r}."
        )
    try:
        return key.strip(), float(value)
    except ValueError:
        return key.strip(), value.strip()
