"""Write the pages of `docs/reference/`, from the records and docstrings that they describe.

    python tools/write_reference.py

`make docs` runs it; the pages are not kept, so that they cannot grow old.
"""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType

import initlab
from initlab import activations, datasets, initializers
from initlab.checks import rules
from initlab.cli.main import app, main

TARGET = Path(__file__).parents[1] / "docs" / "reference"


def commands() -> str:
    """Every command's own help."""
    sections = [f"## initlab {' '.join(c)}\n\n```text\n{_help(c)}\n```\n" for c in names(app)]
    return "# Commands\n\n" + "\n".join(sections)


def names(group: object, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command below `group`."""
    for name in group:  # type: ignore[attr-defined]  # an App lists its commands
        if not name.startswith("-"):
            yield (*before, name)
            yield from names(group[name], (*before, name))  # type: ignore[index]


def _help(words: tuple[str, ...]) -> str:
    with redirect_stdout(io.StringIO()) as printed:
        main([*words, "--help"])
    lines = printed.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def catalogue() -> str:
    """Every initializer."""
    text = "# Initializers\n"
    for entry in initializers.ALL:
        text += (
            f"\n## {entry.name}\n\n**{entry.title}**, family {entry.family}: `{entry.formula}`\n\n"
        )
        text += _listed(
            ("Keeps", entry.keeps),
            ("Use", entry.use),
            ("Avoid", entry.avoid),
            ("Note", entry.note),
            ("Also called", _code(entry.aliases)),
            ("Elsewhere", _code(entry.frameworks)),
            ("Layers", ", ".join(entry.layers)),
            ("Activations", ", ".join(entry.suits)),
            *(
                (f"Role `{role.name}`", f"`{role.law.formula}`: {role.where}")
                for role in entry.roles
            ),
            ("Source", entry.source),
        )
    return text


def functions() -> str:
    """Every activation."""
    text = "# Activations\n"
    for entry in activations.ALL:
        text += f"\n## {entry.name}\n\n`{entry.formula}`\n\n"
        text += _listed(
            ("Kinks", ", ".join(f"{kink:g}" for kink in entry.kinks)),
            ("Jumps", ", ".join(f"{jump:g}" for jump in entry.jumps)),
            ("Also called", _code(entry.aliases)),
            ("Source", entry.source),
        )
    return text


def data() -> str:
    """Every data set that has a name, and every kind of file."""
    text = "# Data\n\n## By name\n"
    for entry in datasets.catalogue.ALL:
        text += f"\n### {entry.name}\n\n{entry.about}\n\n"
        text += _listed(("Choose with", entry.usage), ("Source", entry.source))
    text += "\n## From files\n"
    for kind in datasets.catalogue.FORMATS:
        text += f"\n### {kind.name}\n\n{kind.about}\n\n"
        text += _listed(("Write", f"`{kind.usage}`"), ("Options", _code(kind.options)))
    return text


def rule_pages() -> str:
    """Every rule of the check: its function's docstring is its page."""
    text = "# Rules\n\nWhat `initlab check` looks for. `initlab check --explain CODE` prints one.\n"
    for rule in rules.ALL:
        text += f"\n## {rule.code} {rule.name}\n\n{inspect.cleandoc(rule.page)}\n"
    return text


def python() -> str:
    """Every public name of the package, with its signature and its docstring as it stands."""
    text = f"# Python\n\n```python\nimport initlab\n```\n\n{_about(initlab)}"
    for name, held in public():
        if inspect.ismodule(held):
            text += f"\n## initlab.{name}\n\n{_about(held)}"
            for member in members(held):
                text += _entry("###", f"{name}.{member}", getattr(held, member))
        else:
            text += _entry("##", name, held)
    return text


def public() -> list[tuple[str, object]]:
    """The names that `python` describes."""
    plain = [name for name in initlab.__all__ if not name.startswith("_")]
    return [
        (name, getattr(initlab, name)) for name in (*plain, "check", "assert_initialized", "fix")
    ]


def members(module: ModuleType) -> list[str]:
    """The public names of a module: those it exports, or those it defines."""
    exported = getattr(module, "__all__", None)
    return exported or [
        name
        for name, held in vars(module).items()
        if not name.startswith("_") and getattr(held, "__module__", None) == module.__name__
    ]


def _entry(level: str, name: str, held: object) -> str:
    if inspect.ismodule(held):
        return f"\n{level} {name}\n\n{_about(held)}"
    if not callable(held):  # a tuple of records: the other pages list them
        what = f"a tuple of {len(held)}" if isinstance(held, tuple) else repr(held)
        return f"\n{level} {name}\n\nHolds {what}.\n"
    try:
        signature = str(inspect.signature(held))
    except (TypeError, ValueError):
        signature = "(...)"
    return f"\n{level} {name}\n\n```python\n{name}{signature}\n```\n\n{_about(held)}"


def _about(held: object) -> str:
    return f"```text\n{inspect.getdoc(held) or ''}\n```\n"


def _listed(*entries: tuple[str, str]) -> str:
    return "".join(f"- {name}: {text}\n" for name, text in entries if text)


def _code(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


PAGES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "initializers": catalogue,
    "activations": functions,
    "data": data,
    "rules": rule_pages,
    "python": python,
}


def write() -> None:
    """Write every page."""
    TARGET.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (TARGET / f"{name}.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
