"""Which rule gives which tensor of a model its values: a plan, roles, and defaults by kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, TypeVar, get_args

from initlab.errors import DomainError, UnknownName, unknown_name
from initlab.initializers.catalogue import get, parse
from initlab.initializers.fans import Fans
from initlab.initializers.record import Initializer

Kind = Literal["weight", "bias", "embedding", "norm scale", "norm shift", "other"]
KINDS = get_args(Kind)
Entry = str | Initializer
Value = TypeVar("Value")
# Keys: a kind, a pattern over the tensor's name such as "*.attention.*", or a type of module.
# Values: an entry, or None to leave the tensor alone. The first key that fits decides.
Plan = Entry | Mapping[str | type, Entry | None]

# What a plan does not mention. An embedding has one input, so 1 / n_in gives it the variance 1
# that other laws expect of their inputs; tied to a head, it has the head's fans.
DEFAULTS: dict[str, str] = {
    "bias": "zeros",
    "embedding": "xavier",
    "norm scale": "ones",
    "norm shift": "zeros",
}

NO_RULE = "no rule"


@dataclass(frozen=True)
class Tensor:
    """What a rule may know of a tensor."""

    name: str
    shape: tuple[int, ...]  # (outputs, inputs, *kernel), or (entries, width) of an embedding
    kind: Kind
    fans: Fans | None = None
    roles: tuple[str, ...] = ()  # what a scheme may treat apart, the most particular first
    modules: tuple[type, ...] = ()  # the types of the modules it belongs to, innermost first


@dataclass(frozen=True)
class Assignment:
    """A tensor, the entry that fills it (None: left as it was) and the rule that said so."""

    tensor: Tensor
    entry: Initializer | None
    rule: str


def assign(plan: Plan, tensors: Sequence[Tensor]) -> list[Assignment]:
    """What `plan` says of each tensor.

    Raises: UnknownName, DomainError: an entry that does not exist, or a key that fits no tensor.

    >>> weight = Tensor("layer1.weight", (400, 300), "weight")
    >>> bias = Tensor("layer1.bias", (400,), "bias")
    >>> [(a.entry.name, a.rule) for a in assign("he", [weight, bias])]
    [('he', 'he'), ('zeros', 'default for a bias')]
    """
    rules = _rules(plan)
    assignments = [_assigned(tensor, rules) for tensor in tensors]
    unused = [
        key for key, _ in rules if key != "weight" and not any(_fits(key, t) for t in tensors)
    ]
    if unused:
        names = ", ".join(t.name for t in tensors[:8]) + (", …" if len(tensors) > 8 else "")
        raise UnknownName(
            f"No tensor fits {', '.join(map(_shown, unused))} of the plan; there are {names}. "
            f"A key is a kind ({', '.join(KINDS)}), a pattern of names, or a type of module."
        )
    return assignments


def check_all_said(assignments: Sequence[Assignment]) -> None:
    """A DomainError if nothing says what one of the tensors starts with."""
    unsaid = [a.tensor.name for a in assignments if a.rule == NO_RULE]
    if unsaid:
        raise DomainError(
            f"Nothing says what {', '.join(unsaid[:4])}{', …' if len(unsaid) > 4 else ''} "
            f"{'starts' if len(unsaid) == 1 else 'start'} with. Name it in the plan: "
            f"{{'weight': 'he', {unsaid[0]!r}: None}} leaves it as it is, an entry fills it."
        )


def first_that_fits(options: Mapping[str, Value], name: str) -> Value | None:
    """The value of the first pattern that fits the name."""
    return next((value for key, value in options.items() if fnmatchcase(name, key)), None)


def check_patterns(patterns: Sequence[str], tensors: Sequence[Tensor]) -> None:
    """An UnknownName for a pattern that fits no tensor."""
    for pattern in patterns:
        if not any(fnmatchcase(tensor.name, pattern) for tensor in tensors):
            raise unknown_name("tensor", pattern, [tensor.name for tensor in tensors])


def _rules(plan: Plan) -> list[tuple[str | type, Initializer | None]]:
    rules = plan.items() if isinstance(plan, Mapping) else [("weight", plan)]
    return [(key, None if value is None else _entry(value)) for key, value in rules]


def _entry(value: Entry) -> Initializer:
    entry = parse(value) if isinstance(value, str) else value
    if not isinstance(entry, Initializer):
        raise DomainError(
            f"A plan takes entries of the catalogue; got {value!r}. "
            "initlab.initializers.names() lists them."
        )
    return entry


def _assigned(tensor: Tensor, rules: Sequence[tuple[str | type, Initializer | None]]) -> Assignment:
    for key, entry in rules:
        if _fits(key, tensor):
            return _with_role(tensor, entry, _shown(key))
    # A scheme that speaks of a role speaks of every tensor that has it, biases and gates too.
    for _, entry in rules:
        if entry is not None and any(True for _ in _roles(tensor, entry)):
            return _with_role(tensor, entry, entry.name)
    if tensor.kind in DEFAULTS:
        article = "an" if tensor.kind[0] in "aeiou" else "a"
        return Assignment(
            tensor, get(DEFAULTS[tensor.kind]), f"default for {article} {tensor.kind}"
        )
    return Assignment(tensor, None, NO_RULE)


def _with_role(tensor: Tensor, entry: Initializer | None, key: str) -> Assignment:
    if entry is None:
        return Assignment(tensor, None, f"{key}: left alone")
    chosen = next(_roles(tensor, entry), entry)
    return Assignment(tensor, chosen, chosen.name if key in ("weight", entry.name) else key)


def _roles(tensor: Tensor, entry: Initializer) -> Iterator[Initializer]:
    known = {role.name for role in entry.roles}
    return (entry.role(role) for role in tensor.roles if role in known)


def _fits(key: str | type, tensor: Tensor) -> bool:
    if isinstance(key, type):
        return tensor.kind == "weight" and key in tensor.modules
    # A kind's word is never a pattern: "weight" is also the name of a lone embedding's table.
    return key == tensor.kind if key in KINDS else fnmatchcase(tensor.name, key)


def _shown(key: str | type) -> str:
    return key if isinstance(key, str) else key.__name__
