"""The tables of a store, version by version."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from initlab.errors import FileError

# In the header of the file: "inlb". It tells a store from any other SQLite file.
APPLICATION = 0x696E6C62
PAGE = 4096  # bytes; fixed, so that page 1 of one store fits any other

# Each entry leads from its version (its place, from 0) to the next. Entries are only added.
#
# run: `head_sum` guards everything but the curve, `curve_sum` the curve; both cover the id.
# tally: how many rows `run` has, and the XOR of their ids' first 8 bytes.
# plan, plan_copy: the plans of the study, the newest last, twice, on different pages.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE run (
             id BLOB NOT NULL UNIQUE,
             cost REAL,
             train_accuracy REAL,
             test_accuracy REAL,
             diverged_at INTEGER,
             diverged_layer INTEGER,
             head_sum BLOB NOT NULL,
             curve BLOB NOT NULL,
             curve_sum BLOB NOT NULL
           ) STRICT""",
        "CREATE TABLE tally (count INTEGER NOT NULL, ids BLOB NOT NULL) STRICT",
        "INSERT INTO tally VALUES (0, zeroblob(8))",
        "CREATE TABLE plan (number INTEGER PRIMARY KEY, text BLOB NOT NULL, sum BLOB NOT NULL)"
        " STRICT",
        "CREATE TABLE plan_copy (number INTEGER PRIMARY KEY, text BLOB NOT NULL,"
        " sum BLOB NOT NULL) STRICT",
    ),
)
VERSION = len(MIGRATIONS)


class HeaderDamage(sqlite3.DatabaseError):
    """The header of the file contradicts its tables."""


def migrate(db: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, all or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for step in MIGRATIONS[_pragma(db, "user_version") :]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def is_empty(db: sqlite3.Connection) -> bool:
    """Whether nothing was ever put into the file."""
    return _pragma(db, "application_id") == 0 and not tables(db)


def check(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is not a store, or is one of the future.

    Raises: FileError: so it is. HeaderDamage: only its header says so.
    """
    application, version = _pragma(db, "application_id"), _pragma(db, "user_version")
    if application == APPLICATION and 1 <= version <= VERSION:
        return
    if tables(db) == tables(fresh()):
        raise HeaderDamage(f"application {application}, version {version}")
    if application != APPLICATION:
        raise FileError(
            f"{path} is an SQLite file of another program, not the store of a study. "
            "Choose another file."
        )
    raise FileError(
        f"{path} has version {version} of the store; this initlab knows versions up to {VERSION}. "
        "Use a newer initlab."
    )


def tables(db: sqlite3.Connection) -> list[bytes]:
    """The text of every table, in the order in which they were made."""
    rows = db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
    return [text.encode() if isinstance(text, str) else text for (text,) in rows]


def fresh(path: Path | None = None) -> sqlite3.Connection:
    """An empty store of the newest version, in memory unless there is a path."""
    db = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
    db.text_factory = bytes
    db.execute(f"PRAGMA page_size = {PAGE}")
    migrate(db)
    return db


def _pragma(db: sqlite3.Connection, name: str) -> int:
    (value,) = db.execute(f"PRAGMA {name}").fetchone()
    return int(value)
