"""What can still be read of a damaged store: row by row, from a copy with a new first page."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from initlab.study.record import Record
from initlab.study.store import schema
from initlab.study.store.carve import carve
from initlab.study.store.rows import HEAD, WHOLE, Damage, crossed, record_of
from initlab.study.store.trouble import QueryError, is_damage


@dataclass(frozen=True)
class Scan:
    """Every row of a store, looked at: where the intact ones are, and what else was found."""

    places: dict[bytes, int]
    damage: list[Damage]


def scan(db: sqlite3.Connection, name: Callable[[bytes], str | None]) -> Scan:
    """Read every row by its number, whatever becomes of its neighbours.

    Args:
        name: what an id is called, if anybody knows.
    """
    places = dict[bytes, int]()
    ids = list[bytes]()  # of all rows that can be read
    broken = dict[int, bytes | None]()
    for number in range(1, _last_row(db) + 1):
        try:
            row = db.execute(f"SELECT {WHOLE} FROM run WHERE rowid = ?", (number,)).fetchone()
        except QueryError as error:
            if not is_damage(error):
                raise
            broken[number] = None
            continue
        if row is None:  # a damaged row that was replaced leaves its number behind
            continue
        found = record_of(row)
        ids.append(row[0] if isinstance(row[0], bytes) else b"")
        if found is None or found.id in places:
            broken[number] = ids[-1]
        else:
            places[found.id] = number
    return Scan(places, [*_told(db, broken, name), *counted(db, ids)])


def _last_row(db: sqlite3.Connection) -> int:
    """The highest number that a row may have; several witnesses, each of which may be damaged."""
    found = [0]
    for query in (
        "SELECT max(rowid) FROM run",
        "SELECT max(rowid) FROM (SELECT rowid FROM run ORDER BY id)",
        "SELECT count FROM tally",
    ):
        with suppress(*QueryError, TypeError, ValueError):
            found.append(int(db.execute(query).fetchone()[0]))
    # A number that damage made huge would take for ever: no row is shorter than 64 bytes.
    ((pages,),) = db.execute("PRAGMA page_count").fetchall()
    return min(max(found), pages * schema.PAGE // 64)


def _told(
    db: sqlite3.Connection,
    broken: dict[int, bytes | None],
    name: Callable[[bytes], str | None],
) -> list[Damage]:
    if None in broken.values():
        with suppress(*QueryError):  # the index may still know whose rows they are
            for number, run_id in db.execute("SELECT rowid, id FROM run ORDER BY id"):
                if number in broken and broken[number] is None:
                    broken[number] = run_id
    why = "its checksum does not fit, or it cannot be read"
    told, nameless = list[Damage](), list[int]()
    for number, run_id in broken.items():
        what = name(run_id) if run_id else None
        if what is None:
            nameless.append(number)
        else:
            told.append(Damage(what, why, run_id))
    # Neighbours differ from their places in the list by the same number.
    for _, group in groupby(enumerate(nameless), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        last = f" to {numbers[-1]}" if len(numbers) > 1 else ""
        told.append(Damage(f"Row {numbers[0]}{last}", why))
    return told


def counted(db: sqlite3.Connection, ids: list[bytes]) -> list[Damage]:
    """What is wrong if these are all the runs of the store: too few, too many or others."""
    try:
        count, crossed_ids = db.execute("SELECT count, ids FROM tally").fetchone()
    except (*QueryError, TypeError):
        return [Damage("The number of runs", "it cannot be read")]
    if count != len(ids):
        return [Damage("The number of runs", f"{count} were written, {len(ids)} can be read")]
    if crossed(bytes(8), ids) != crossed_ids:
        return [Damage("The ids of the runs", "they are not those that were written")]
    return []


class Salvage:
    """A copy of a store in a folder for temporary files, open for reading; for `with`.

    Args:
        path: of the store, which is only read.
        graft: replace the first page by that of an empty store: it holds the header and the
            places of the tables, which are the same in every store.
    """

    def __init__(self, path: Path, *, graft: bool = True) -> None:
        self._path = path
        self._graft = graft

    def __enter__(self) -> Self:
        with ExitStack() as held:
            folder = Path(held.enter_context(TemporaryDirectory(prefix="initlab-")))
            copy = self._copy = folder / "store"
            shutil.copyfile(self._path, copy)
            log = self._path.with_name(self._path.name + "-wal")
            with suppress(FileNotFoundError):
                shutil.copyfile(log, folder / "store-wal")
            if self._graft:
                first = _first_page(folder)
                _replace_first_page(copy, first)
                with suppress(*QueryError):
                    _fold_in_log(copy)
                _replace_first_page(copy, first)
            self.db = sqlite3.connect(copy, isolation_level=None)
            held.callback(self.db.close)
            self.db.text_factory = bytes
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    @cached_property
    def places(self) -> dict[bytes, int]:
        """The row of every intact run."""
        return scan(self.db, lambda _: None).places

    @cached_property
    def carved(self) -> dict[bytes, Record]:
        """The intact runs to which no row number leads any more."""
        content = self._copy.read_bytes()
        return {found.id: found for found in carve(content) if found.id not in self.places}

    def find(self, columns: str, run_id: bytes) -> Record | None:
        """The result of a run, if its row is intact."""
        number = self.places.get(run_id)
        if number is None:
            found = self.carved.get(run_id)
            return replace(found, curve=b"") if found and columns == HEAD else found
        row = self.db.execute(f"SELECT {columns} FROM run WHERE rowid = ?", (number,)).fetchone()
        return record_of(row, run_id)


def _first_page(folder: Path) -> bytes:
    schema.fresh(folder / "empty").close()
    return (folder / "empty").read_bytes()[: schema.PAGE]


def _replace_first_page(path: Path, page: bytes) -> None:
    with path.open("r+b") as file:
        pages = file.seek(0, 2) // schema.PAGE
        file.seek(0)
        # Bytes 18 and 19: there is no log. From byte 28: the number of pages.
        file.write(page[:18] + b"\1\1" + page[20:28] + pages.to_bytes(4, "big") + page[32:])


def _fold_in_log(path: Path) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
