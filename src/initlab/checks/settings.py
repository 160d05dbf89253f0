"""What a project's pyproject.toml says under [tool.initlab.check]."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from initlab.errors import FileError, UserCodeError, unknown_name

__all__ = ["Settings", "read_settings"]

TABLE = "[tool.initlab.check]"


@dataclass(frozen=True)
class Settings:
    """The command's options that a project may fix; what is typed wins over them."""

    target: str | None = None
    input: tuple[str, ...] = ()
    loss: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def read_settings(folder: Path) -> Settings:
    """The settings of the pyproject.toml in `folder`; defaults where there is none.

    Raises:
        FileError: the file cannot be read.
        UserCodeError, UnknownName: it is no TOML, or has a setting or a value that is unknown.

    >>> import tempfile
    >>> read_settings(Path(tempfile.mkdtemp()))
    Settings(target=None, input=(), loss=None, select=(), ignore=())
    """
    path = folder / "pyproject.toml"
    if not path.is_file():
        return Settings()
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FileError(f"Cannot read {path}: {error.strerror or error}.") from error
    except ValueError as error:
        raise UserCodeError(f"{path} is not valid TOML: {error}.") from error
    given: Any = document.get("tool", {})
    for name in ("initlab", "check"):
        given = given.get(name, {}) if isinstance(given, dict) else {}
    if not isinstance(given, dict):
        raise UserCodeError(f"{TABLE} of {path} should be a table; got {given!r}.")
    values: dict[str, Any] = {key: _value(key, value) for key, value in given.items()}
    return Settings(**values)


def _value(key: str, value: object) -> str | tuple[str, ...]:
    if key in ("target", "loss"):
        if isinstance(value, str):
            return value
        raise UserCodeError(f"{key} of {TABLE} should be a text; got {value!r}.")
    if key not in Settings.__dataclass_fields__:
        raise unknown_name(f"setting of {TABLE}", key, Settings.__dataclass_fields__)
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list) and all(isinstance(one, str) for one in values):
        return tuple(values)
    raise UserCodeError(f"{key} of {TABLE} should be a list of texts; got {value!r}.")
