"""What SQLite and the system complain of, in one line each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from initlab.errors import FileError

# Codes of SQLite that tell of the surroundings; all others mean that the file is not as it was.
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SURROUNDINGS = {
    *_BUSY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_AUTH,
}


# What a query can raise: Python cannot always decode SQLite's message about damaged names.
QueryError = (sqlite3.Error, UnicodeDecodeError)


def is_damage(error: Exception) -> bool:
    """Whether `error` tells of the file's content."""
    return _code(error) not in _SURROUNDINGS and not isinstance(error, sqlite3.ProgrammingError)


def lacks_place(error: Exception) -> bool:
    """Whether SQLite may not put its files beside this one."""
    return _code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _code(error: Exception) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


@contextmanager
def told(path: Path, doing: str) -> Iterator[None]:
    """Errors inside become a FileError: "Cannot {doing} {path}: why. What to do."."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a mistake of ours
        raise
    except QueryError as error:
        raise FileError(f"Cannot {doing} {path}: {_reason(error)}") from error
    except FileError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"Cannot {doing} {path}: {reason}. Choose another place.") from error


def _reason(error: Exception) -> str:
    code = _code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return (
            "it is no store of a study. Choose another file; if it was one, `initlab study repair` "
            "saves what is intact."
        )
    if is_damage(error):
        return "the file is damaged. `initlab study repair` saves what is intact."
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return f"{error}. What was saved is safe; make room, then run the same command again."
    if code in _BUSY:
        return "another process holds it. Try again."
    return f"{error}. Choose another place."


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing. IMMEDIATE: one that reads first could otherwise not go on to write."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        with suppress(*QueryError):  # SQLite has already done so itself if the disk is full
            db.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """Everything read inside is of one moment."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(*QueryError):  # of a damaged file even this can fail, and need not succeed
            db.execute("ROLLBACK")
