"""The results of a study in one SQLite file: every write is all or nothing, and can be repeated."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from initlab.errors import FileError
from initlab.study.plan import Plan
from initlab.study.record import Record
from initlab.study.store import plans, schema
from initlab.study.store.lock import Lock
from initlab.study.store.rows import HEAD, WHOLE, Damage, crossed, record_of, row_of
from initlab.study.store.salvage import Salvage, scan
from initlab.study.store.trouble import (
    QueryError,
    is_damage,
    lacks_place,
    snapshot,
    told,
    transaction,
)

TIMEOUT_S = 60.0  # for a lock that another process holds
INSERT = f"INSERT OR IGNORE INTO run ({WHOLE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
REPLACE = INSERT.replace("IGNORE", "REPLACE")


class Store:
    """A store that is open; made by `open_store` and `read_store`, closed by `close` or `with`.

    Args:
        path: of the file.
        plan: the newest plan of the study.
        db: a connection whose tables have been checked.
        held: what to give back at the end.
    """

    def __init__(self, path: Path, plan: Plan, db: sqlite3.Connection, held: ExitStack) -> None:
        self.path = path
        self.plan = plan
        self._db = db
        self._held = held
        self._salvage: Salvage | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and give the lock back; twice is harmless."""
        self._held.close()

    def write(self, records: Sequence[Record]) -> None:
        """Save results: all of them or, if this raises or the process dies, none.

        A run that is there already and intact stays as it is; a damaged one is replaced.

        Raises: FileError: no room, or a file that is damaged too far.
        """
        with told(self.path, "write"), transaction(self._db) as db:
            new = list[bytes]()
            for record in records:
                row = row_of(record)
                if db.execute(INSERT, row).rowcount:
                    new.append(record.id)
                elif self._found(WHOLE, record.id) is None:
                    db.execute(REPLACE, row)
            ((ids,),) = db.execute("SELECT ids FROM tally").fetchall()
            db.execute("UPDATE tally SET count = count + ?, ids = ?", (len(new), crossed(ids, new)))

    def _found(self, columns: str, run_id: bytes) -> Record | None:
        row = self._db.execute(f"SELECT {columns} FROM run WHERE id = ?", (run_id,)).fetchone()
        return row and record_of(row, run_id)

    def lacking(self, ids: Sequence[bytes]) -> list[int]:
        """Positions of the runs that have no intact result."""
        return [k for k, found in enumerate(self.rows(ids)) if not isinstance(found, Record)]

    def rows(self, ids: Sequence[bytes]) -> list[Record | Damage | None]:
        """The results of these runs, in their order; None where there is none.

        Raises: FileError: the file cannot be reached any more.
        """
        return self._look_up(WHOLE, ids)

    def heads(self, ids: Sequence[bytes]) -> list[Record | Damage | None]:
        """As `rows`, but without the curves, which are neither read nor checked."""
        return self._look_up(HEAD, ids)

    def _look_up(self, columns: str, ids: Sequence[bytes]) -> list[Record | Damage | None]:
        query = f"SELECT {columns} FROM run WHERE id = ?"
        found = list[Record | Damage | None]()
        doubtful = list[int]()
        with told(self.path, "read"), snapshot(self._db):
            for position, run_id in enumerate(ids):
                try:
                    row = self._db.execute(query, (run_id,)).fetchone()
                except QueryError as error:
                    if not is_damage(error):
                        raise
                    row = ()  # there may be a row; nobody can tell
                record = record_of(row, run_id) if row else None
                found.append(record)
                if record is None and (row is not None or not self._index_is_sound):
                    doubtful.append(position)
                    if row is not None:
                        found[-1] = self._damage(run_id)
            for position in doubtful:
                found[position] = self._rescued.find(columns, ids[position]) or found[position]
        return found

    def _damage(self, run_id: bytes) -> Damage:
        what = self._names(run_id) or f"Run {run_id.hex()}"
        return Damage(what, "its checksum does not fit, or it cannot be read", run_id)

    @property
    def _rescued(self) -> Salvage:
        """The second way to a row, once the first has failed; made when it is needed."""
        if self._salvage is None:
            self._salvage = self._held.enter_context(Salvage(self.path))
        return self._salvage

    @cached_property
    def _index_is_sound(self) -> bool:
        """Whether a run that the index of ids does not know is truly not there."""
        try:
            tally = self._db.execute("SELECT count, ids FROM tally").fetchone()
            ids = [row[0] for row in self._db.execute("SELECT id FROM run ORDER BY id")]
            return tally == (len(ids), crossed(bytes(8), ids))
        except (*QueryError, TypeError) as error:
            if not is_damage(error):
                raise
            return False

    def count(self) -> int:
        """How many results there are."""
        with told(self.path, "read"):
            try:
                return int(self._db.execute("SELECT count(*) FROM run").fetchone()[0])
            except QueryError as error:
                if not is_damage(error):
                    raise
                return len(self._rescued.places) + len(self._rescued.carved)

    def verify(self) -> list[Damage]:
        """Read everything and hold it against its checksums: all that is damaged.

        Raises: FileError: the file cannot be reached any more.
        """
        with told(self.path, "read"):
            with snapshot(self._db):
                found = [*_structure(self._db), *scan(self._db, lambda i: self._names(i)).damage]
                if not plans.is_whole(self._db):
                    found.append(Damage("The plan", "one of its two copies is damaged"))
            return found

    @cached_property
    def _names(self) -> Callable[[bytes], str | None]:
        return plans.namer(self.plan)


def open_store(path: Path, plan: Plan) -> Store:
    """The store at `path` for the process that trains: a new one, or one to go on with.

    Raises: FileError: another process trains into it; it belongs to another study; it is no store,
        or of a newer version, or damaged too far; the place cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> from initlab.study.python_plan import plan
    >>> with TemporaryDirectory() as folder:
    ...     with open_store(Path(folder, "study.db"), plan(seeds=3)) as store:
    ...         store.lacking([run for cell in store.plan.cells for run in store.plan.ids(cell)])
    [0, 1, 2]
    """
    path = Path(path)
    if path.is_dir():
        raise FileError(f"A store is one file such as study.db; {path} is a folder.")
    if not path.parent.is_dir():
        raise FileError(f"Cannot write {path}: there is no folder {path.parent}. Make it first.")
    with told(path, "write"), ExitStack() as held:
        held.callback(Lock(path).release)
        db = sqlite3.connect(path, timeout=TIMEOUT_S, isolation_level=None)
        held.callback(db.close)
        db.text_factory = bytes
        if not schema.is_empty(db):
            schema.check(db, path)
        db.execute(f"PRAGMA page_size = {schema.PAGE}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        schema.migrate(db)
        store = Store(path, plan, db, held)
        plans.accept(db, plan, path, lambda: len(store.lacking(plans.ids(plan))) < plan.runs)
        store._held = held.pop_all()
        return store
    raise AssertionError  # `told` lets nothing pass


def read_store(path: Path) -> Store:
    """The store at `path`, to be read, also while another process trains into it.

    Raises: FileError: there is no file, or it is no store, or of a newer version, or its plan is
        damaged.
    """
    path = Path(path)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise FileError(f"Cannot read {path}: it {what}. Give the file of a study.")
    with told(path, "read"), ExitStack() as held:
        try:
            db, plan = _ready(path, held)
        except QueryError as error:
            if isinstance(error, sqlite3.ProgrammingError):
                raise
            # A damaged header, or a folder in which SQLite may not put its files: a copy helps.
            if not is_damage(error) and not lacks_place(error):
                raise
            held.close()
            db = held.enter_context(Salvage(path, graft=is_damage(error))).db
            schema.check(db, path)
            plan = plans.newest(db, path)
        return Store(path, plan, db, held.pop_all())
    raise AssertionError  # `told` lets nothing pass


def _ready(path: Path, held: ExitStack) -> tuple[sqlite3.Connection, Plan]:
    db = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=TIMEOUT_S, isolation_level=None
    )
    held.callback(db.close)
    db.text_factory = bytes
    unused = schema.is_empty(db)
    if not unused:
        schema.check(db, path)
        unused = plans.is_unused(db)
    if unused:
        raise FileError(f"{path} holds no study yet. Give the file of a study.")
    if not plans.texts(db):
        raise schema.HeaderDamage("no plan")
    return db, plans.newest(db, path)


def _structure(db: sqlite3.Connection) -> list[Damage]:
    try:
        found = [bytes(row[0]).decode() for row in db.execute("PRAGMA integrity_check")]
    except QueryError as error:
        found = [str(error)]
    if found == ["ok"]:
        return []
    first = found[0].splitlines()[-1]
    return [Damage("The file", f"SQLite finds it inconsistent ({first})")]
