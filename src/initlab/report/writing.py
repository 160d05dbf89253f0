"""Saving a report: the file holds the whole page, or what it held before."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from initlab.errors import FileError
from initlab.report.page import Page, render

__all__ = ["check_writable", "replacing", "write"]

NEEDED = "A report needs a file name such as report.html"


def write(page: Page, path: str | Path) -> Path:
    """Save the page; interrupted anywhere, the file is the old one or the new one, never a part.

    Args:
        page: what to `render`.
        path: file to make or replace, in a folder that exists.
    Returns: the path.
    Raises:
        FileError: the folder is missing or not writable, the disk is full, or `path` is something
            else than a file.
        ShapeError, DomainError: as `render` does.

    >>> import tempfile
    >>> from initlab.report import Page
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Page("Empty", "Nothing.", [], ""), f"{folder}/page.html").name
    'page.html'
    """
    path, content = Path(path), render(page).encode()
    with replacing(path) as file:
        file.write(content)
    return path


@contextmanager
def replacing(path: str | Path, needed: str = NEEDED) -> Iterator[BinaryIO]:
    """A file to be written in the place of `path`, which it takes when all is well.

    Args:
        needed: what to say of a `path` that is something else than a file.
    Raises: FileError: the folder is missing or not writable, the disk is full, or so it is.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(f"{folder}/numbers.csv") as file:
    ...         _ = file.write(b"1,2,3")
    ...     Path(f"{folder}/numbers.csv").read_text()
    '1,2,3'
    """
    with _temporary(Path(path), needed) as (target, temporary):
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the new name on an empty file
        os.replace(temporary, target)


def check_writable(path: str | Path, needed: str = NEEDED) -> None:
    """Fail now rather than after an hour of training; what is at `path` stays as it is.

    Raises: FileError: as `write` would, except for a disk that fills up later.

    >>> check_writable("no/such/folder/report.html")
    Traceback (most recent call last):
    initlab.errors.FileError: Cannot write no/such/folder/report.html: there is no folder ...
    """
    with _temporary(Path(path), needed) as (_, temporary):
        temporary.touch(exist_ok=False)


@contextmanager
def _temporary(path: Path, needed: str) -> Iterator[tuple[Path, Path]]:
    """The file behind `path` and a name beside it, free before and after."""
    try:
        target = path.resolve()  # the file itself, so that a symbolic link to it stays a link
        if target.exists() and not target.is_file():
            what = "a folder" if target.is_dir() else "not a regular file"
            raise FileError(f"{needed}; {path} is {what}.")
        temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            yield target, temporary
        finally:
            temporary.unlink(missing_ok=True)
    except FileError:
        raise
    except FileNotFoundError as error:
        raise FileError(
            f"Cannot write {path}: there is no folder {path.parent}. Create it first."
        ) from error
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a loop of links
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"Cannot write {path}: {reason}. Choose another place.") from error
