"""Move what is intact in a damaged store into a new file of the same name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import count, islice, takewhile
from pathlib import Path

from initlab.errors import FileError
from initlab.study.plan import Plan
from initlab.study.record import Record
from initlab.study.store import plans, schema
from initlab.study.store.lock import Lock
from initlab.study.store.rows import WHOLE, Damage
from initlab.study.store.salvage import Salvage, counted, scan
from initlab.study.store.store import Store, read_store
from initlab.study.store.trouble import told, transaction

AT_ONCE = 1_000  # runs in one transaction


@dataclass(frozen=True)
class Repair:
    """What became of a store.

    Args:
        kept: how many runs are in the new file.
        lost: all that was damaged; the study's own command trains those runs again.
        old: where the damaged file is now.
    """

    kept: int
    lost: tuple[Damage, ...]
    old: Path


def repair(path: Path) -> Repair:
    """Put a sound store in the place of a damaged one, which stays beside it as `PATH.damaged`.

    Interrupted anywhere, repeat it: the old file is moved only when the new one is complete, and
    if it is gone already, the new one takes its place.

    Raises: FileError: another process trains into it, no plan can be read from it, or no room.
    """
    path = Path(path)
    new = path.with_name(path.name + ".repaired")
    if not path.is_file() and not new.is_file():
        raise FileError(f"Cannot repair {path}: there is no such file. Give the file of a study.")
    with told(path, "repair"), ExitStack() as held:
        held.callback(Lock(path).release)
        if not path.is_file():
            *_, old = takewhile(Path.exists, _damaged(path))
            _take_its_place(new, path, old)
            with read_store(path) as mended:
                return Repair(mended.count(), (), old)
        salvage = held.enter_context(Salvage(path))
        texts = plans.texts(salvage.db)
        plan = plans.newest(salvage.db, path)
        intact = [*salvage.places, *salvage.carved]
        lost = _lost(salvage, set(intact), plans.namer(plan))
        _drop(new)
        _write(new, texts, plan, salvage, intact)
        old = next(name for name in _damaged(path) if not name.exists())
        os.replace(path, old)
        _take_its_place(new, path, old)
        return Repair(len(intact), tuple(lost), old)
    raise AssertionError  # `told` lets nothing pass


def _lost(
    salvage: Salvage, intact: set[bytes], name: Callable[[bytes], str | None]
) -> list[Damage]:
    if not counted(salvage.db, list(intact)):
        return []
    return [damage for damage in scan(salvage.db, name).damage if damage.id not in intact]


def _write(new: Path, texts: list[str], plan: Plan, salvage: Salvage, ids: list[bytes]) -> None:
    with ExitStack() as held:
        db = schema.fresh(new)
        held.callback(db.close)
        with transaction(db):
            for text in texts:
                plans.add(db, text)
        store = Store(new, plan, db, held.pop_all())
    with store:
        records = (salvage.find(WHOLE, run) for run in ids)
        intact = (record for record in records if isinstance(record, Record))
        while batch := list(islice(intact, AT_ONCE)):
            store.write(batch)


def _drop(new: Path) -> None:
    for ending in ("", "-journal"):
        Path(f"{new}{ending}").unlink(missing_ok=True)


def _take_its_place(new: Path, path: Path, old: Path) -> None:
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{ending}", f"{old}{ending}")
    os.replace(new, path)


def _damaged(path: Path) -> Iterator[Path]:
    """Where repairs put the old file, one after the other: PATH.damaged, PATH.damaged2, …"""
    return (path.with_name(f"{path.name}.damaged{k if k > 1 else ''}") for k in count(1))
