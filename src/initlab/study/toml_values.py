"""One value as a plan writes it: a table of choices spelled out, a path that begins at the plan."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from initlab.datasets.catalogue import FORMATS
from initlab.errors import DomainError
from initlab.study.toml_faults import short

MOST_VALUES = 10_000  # of one setting
# `{ name = "momentum", momentum = [0.9, 0.95] }` stands for the texts momentum:momentum=0.9 …
WITH_NUMBERS = ("initializer", "optimizer")


def spelled_out(name: str, entry: object) -> list[object]:
    """The values that one entry of a list stands for: a table is a name with numbers."""
    if not isinstance(entry, Mapping):
        return [entry]
    if name not in WITH_NUMBERS:
        raise DomainError(f"{name} takes no table; got {short(dict(entry))}.")
    if not isinstance(entry.get("name"), str):
        raise DomainError(f'{name} as a table has a name, as in {{ name = "random", scale = 1 }}.')
    fields = {key: value for key, value in entry.items() if key != "name"}
    choices = [value if isinstance(value, list) else [value] for value in fields.values()]
    if math.prod(map(len, choices)) > MOST_VALUES:
        raise DomainError(f"{name} has at most {MOST_VALUES:,} values.")
    if not all(choices):
        raise DomainError(f"{name} {entry['name']} has an empty list. Give at least one value.")
    for key, values in zip(fields, choices, strict=True):
        for value in values:
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise DomainError(f"{entry['name']}:{key} takes a number or a word; got {value!r}.")
            if isinstance(value, float) and not math.isfinite(value):
                raise DomainError(f"{entry['name']}:{key} takes a finite number; got {value!r}.")
    return [
        f"{entry['name']}:{','.join(f'{k}={v}' for k, v in zip(fields, chosen, strict=True))}"
        if fields
        else entry["name"]
        for chosen in product(*choices)
    ]


def located(name: str, value: object, folder: Path) -> object:
    """A value with the path in it, if any, as it leads from here and not from the plan's folder."""
    if not isinstance(value, str):
        return value
    if name == "initializer" and ".py:" in value:
        return _from(folder, value)
    if name == "data":
        prefix, colon, rest = value.partition(":")
        if colon and prefix in {kind.name for kind in FORMATS}:
            return f"{prefix}:{_from(folder, rest)}"
        ends = tuple(kind.suffix for kind in FORMATS if kind.suffix)
        if re.search(rf"({'|'.join(map(re.escape, ends))})(:\w+=|$)", value.lower()):
            return _from(folder, value)
    return value


def _from(folder: Path, text: str) -> str:
    """`text`, a path that begins in `folder`, as one that begins in the working folder."""
    if os.path.isabs(text) or text.startswith("~") or folder == Path():
        return text
    joined = os.path.normpath(folder / text)
    return joined if not os.path.isabs(joined) else _below_here(joined)


def _below_here(path: str) -> str:
    here = os.getcwd() + os.sep
    return path.removeprefix(here)
