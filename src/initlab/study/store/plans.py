"""The plans in a store: every one that was trained, the newest last, each kept twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from initlab.errors import FileError
from initlab.study.plan import Plan
from initlab.study.settings import shown
from initlab.study.store.rows import checksum
from initlab.study.store.trouble import QueryError, is_damage, transaction

TABLES = ("plan", "plan_copy")


def texts(db: sqlite3.Connection) -> list[str]:
    """The text of every plan of which one copy is intact, oldest first."""
    found = {number: text for table in TABLES for number, text in _intact(db, table).items()}
    return [found[number] for number in sorted(found)]


def is_unused(db: sqlite3.Connection) -> bool:
    """Whether there are only empty tables: their maker died before it noted its plan."""
    counts = [db.execute(f"SELECT count(*) FROM {t}").fetchone() for t in (*TABLES, "run")]
    return not any(count for (count,) in counts)


def is_whole(db: sqlite3.Connection) -> bool:
    """Whether there are two intact copies of every plan."""
    plans, copies = (_intact(db, table) for table in TABLES)
    try:
        counts = {db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}
    except QueryError as error:
        if not is_damage(error):
            raise
        return False
    return plans == copies and counts == {len(plans)} != {0}


def _intact(db: sqlite3.Connection, table: str) -> dict[int, str]:
    try:
        rows = db.execute(f"SELECT number, text, sum FROM {table}").fetchall()
    except QueryError as error:
        if not is_damage(error):
            raise
        return {}
    return {
        number: text.decode()
        for number, text, guard in rows
        if isinstance(text, bytes) and _guard(number, text) == guard
    }


def newest(db: sqlite3.Connection, path: Path) -> Plan:
    """The plan of the latest command.

    Raises: FileError: no copy of any plan is intact.
    """
    found = texts(db)
    if not found:
        raise FileError(
            f"{path} is no store of a study, or both copies of its plan are damaged. Give "
            "another file, or run the study again with its plan."
        )
    return Plan.from_json(found[-1])


def add(db: sqlite3.Connection, text: str) -> None:
    """Note a plan, inside a transaction."""
    last = max(
        db.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()[0]
        for table in TABLES
    )
    content = text.encode()
    for table in TABLES:
        row = (last + 1, content, _guard(last + 1, content))
        db.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", row)


def _guard(number: int, text: bytes) -> bytes:
    return checksum(number.to_bytes(8, "little") + text)


def accept(db: sqlite3.Connection, plan: Plan, path: Path, known: Callable[[], bool]) -> None:
    """Make `plan` the newest, if it belongs to this study.

    Args:
        known: whether the store holds a run of the plan; asked if no plan can be read.
    Raises: FileError: it does not.
    """
    earlier, text = texts(db), plan.to_json()
    if earlier and earlier[-1] == text:
        return
    ((count,),) = db.execute("SELECT count(*) FROM run").fetchall()
    alien = not belongs(plan, earlier) if earlier else count and not known()
    if alien and text not in earlier:
        raise FileError(
            f"{path} holds another study: it shares no run with this plan. Choose another file."
        )
    with transaction(db):
        add(db, text)


def belongs(plan: Plan, earlier: list[str]) -> bool:
    """Whether `plan` shares a run with one of the earlier ones."""
    for text in reversed(earlier):
        other = Plan.from_json(text)
        if set(plan.seeds).isdisjoint(other.seeds):
            continue
        keys = {other.key(cell) for cell in other.cells}
        if any(plan.key(cell) in keys for cell in plan.cells):
            return True
    return False


def ids(plan: Plan) -> list[bytes]:
    """The id of every run: cell by cell, seed by seed."""
    return list(chain.from_iterable(plan.ids(cell) for cell in plan.cells))


def namer(plan: Plan) -> Callable[[bytes], str | None]:
    """A function that says which run of the plan an id is: "initializer = he, seed 3"."""
    positions = {run: k for k, run in enumerate(ids(plan))}

    def name(run_id: bytes) -> str | None:
        position = positions.get(run_id)
        if position is None:
            return None
        cell = plan.cells[position // len(plan.seeds)]
        seed = plan.seeds[position % len(plan.seeds)]
        values = [f"{axis.name} = {shown(cell.values[axis.name])}" for axis in plan.varied]
        return ", ".join([*values, f"seed {seed}"])

    return name
