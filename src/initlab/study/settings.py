"""What a study can vary: one record for each setting, with what a value may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import isfinite
from numbers import Real
from typing import Any

from initlab import activations, initializers
from initlab.errors import DomainError, unknown_name
from initlab.initializers import Draws, checked_sizes
from initlab.initializers.own import Own
from initlab.networks.spec import LOSSES, OPTIMIZERS, WHOLE

# The form in which a value stands in a plan, a table and the store.
Value = str | int | float | tuple[int, ...] | None


@dataclass(frozen=True)
class Setting:
    """One thing that a study fixes or varies.

    Args:
        name: as in a plan and in the columns of a table.
        default: its value where a plan says nothing.
        what: one line for the starter and the docs.
        read: the canonical form of a value as written; raises InitlabError for any other.
    """

    name: str
    default: Value
    what: str
    read: Callable[[object], Value]


@cache
def start(name: str) -> Draws:
    """The initializer of a canonical name; a user's function is loaded once."""
    return initializers.parse(name)


def _initializer(value: object) -> Value:
    entry = start(_text("initializer", value))
    return entry.origin if isinstance(entry, Own) else entry.name


def _activation(value: object) -> Value:
    return activations.get(_text("activation", value)).name


def _loss(value: object) -> Value:
    if value is None or value in LOSSES:
        return value
    raise unknown_name("loss", _text("loss", value), LOSSES)


def _layers(value: object) -> Value:
    if not isinstance(value, list | tuple):
        raise DomainError(f"layers is a list of sizes, as in [10, 5]; got {value!r}.")
    if any(isinstance(size, bool) or not isinstance(size, int) for size in value):
        raise DomainError(f"layers holds whole numbers, as in [10, 5]; got {value!r:.60}.")
    # Two sizes more stand for inputs and outputs, which the data decide.
    return checked_sizes((1, *value, 1))[1:-1]


def _text(name: str, value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise DomainError(f"{name} is a text in quotes; got {value!r:.60}.")


def number(name: str, value: object, least: float, below: float | None = None) -> float:
    """A finite number of at least `least`, below `below`.

    Raises: DomainError: anything else.
    """
    right = isinstance(value, Real) and not isinstance(value, bool)
    if right and isfinite(value) and least <= value and (below is None or value < below):  # type: ignore[arg-type, operator]  # a Real
        return float(value)  # type: ignore[arg-type]
    wanted = f"of at least {least:g}" if below is None else f"from {least:g} to below {below:g}"
    raise DomainError(f"{name} is a finite number {wanted}; got {value!r:.60}.")


def whole(name: str, value: object, least: int, most: int) -> int:
    """A whole number, written as one.

    Raises: DomainError: anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    raise DomainError(
        f"{name} is a whole number of at least {least} and at most {most:,}; got {value!r:.60}."
    )


def _batch_size(value: object) -> Value:
    if value is None or value == "all":
        return None
    least, most = next((low, high) for name, low, high in WHOLE if name == "batch_size")
    return whole("batch_size", value, least, most)


# What each optimizer has beside the rate, with its default and the least it may not reach from
# above: `Spec` checks the same.
_OPTIONS: dict[str, dict[str, tuple[float, float | None]]] = {
    "gd": {},
    "momentum": {"momentum": (0.9, 1.0)},
    "nesterov": {"momentum": (0.9, 1.0)},
    "adam": {"momentum": (0.9, 1.0), "beta2": (0.999, 1.0), "epsilon": (1e-8, None)},
}


def _optimizer(value: object) -> Value:
    name, options = optimizer(_text("optimizer", value))
    given = {k: v for k, v in options.items() if v != _OPTIONS[name][k][0]}
    shown = ",".join(f"{key}={v!r}" for key, v in given.items())
    return f"{name}:{shown}" if shown else name


def optimizer(text: str) -> tuple[str, dict[str, float]]:
    """The optimizer that `text` names, and all its numbers.

    Raises: UnknownName, DomainError: no such optimizer, or not that number.

    >>> optimizer("adam:beta2=.99")
    ('adam', {'momentum': 0.9, 'beta2': 0.99, 'epsilon': 1e-08})
    """
    name, _, rest = text.partition(":")
    if name not in OPTIMIZERS:
        raise unknown_name("optimizer", name, OPTIMIZERS)
    known = _OPTIONS[name]
    found = {key: default for key, (default, _) in known.items()}
    seen = set[str]()
    for part in rest.split(",") if rest else []:
        key, _, written = part.partition("=")
        if key not in known:
            raise unknown_name(f"parameter of {name!r}", key, list(known) or ["none"])
        if key in seen:
            raise DomainError(f"{text} gives {key} twice. Give it once.")
        seen.add(key)
        try:
            value = float(written)
        except ValueError:
            raise DomainError(f"{name}:{key} takes a number; got {written!r}.") from None
        found[key] = number(f"{name}:{key}", value, 0.0, known[key][1])
    return name, found


def _whole(name: str, most: int, least: int = 1) -> Callable[[object], Value]:
    return lambda value: whole(name, value, least, most)


def _number(name: str) -> Callable[[object], Value]:
    return lambda value: number(name, value, 0.0)


MOST_LAYERS = 10_000
MOST_UNITS = 1_000_000
MOST_ITERATIONS = 10**12

ALL: tuple[Setting, ...] = (
    Setting(
        "data", "circles", "a name, FILE.csv, FILE.npz or images:DIR", lambda v: _text("data", v)
    ),
    Setting("initializer", "he", "a name, name:field=value, or file.py:function", _initializer),
    Setting("activation", "relu", "of the hidden layers", _activation),
    Setting("layers", (10, 5), "units of each hidden layer; or give depth and width", _layers),
    Setting(
        "depth", None, "number of hidden layers, all of one width", _whole("depth", MOST_LAYERS)
    ),
    Setting("width", None, "units of each of them", _whole("width", MOST_UNITS)),
    Setting("loss", None, "binary, softmax or squared; by default the data's own", _loss),
    Setting(
        "optimizer", "gd", "gd, momentum, nesterov or adam; momentum:momentum=0.95", _optimizer
    ),
    Setting("learning_rate", 0.01, "the step's factor", _number("learning_rate")),
    Setting("batch_size", None, '"all", or examples per update', _batch_size),
    Setting("l2", 0.0, "λ: adds λ·W to the gradient of every weight", _number("l2")),
    Setting("iterations", 2_000, "updates of each run", _whole("iterations", MOST_ITERATIONS)),
)
BY_NAME: dict[str, Setting] = {setting.name: setting for setting in ALL}


def words(name: str) -> str:
    """A setting's name as tables and pictures write it."""
    return name.replace("_", " ")


def shown(value: Any) -> str:
    """A value as tables and pictures write it.

    >>> shown((10, 5)), shown(()), shown(0.01), shown(None)
    ('10,5', 'none', '0.01', '–')
    """
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return value if isinstance(value, str) else f"{value!r}"
