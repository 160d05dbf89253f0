"""Move what is intact in a damaged store into a new file of the same name."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from initlab.errors import FileError
from initlab.study.plan import Plan
from initlab.study.record import Record
from initlab.study.store import plans, schema
from initlab.study.store.lock import Lock
from initlab.study.store.rows import WHOLE, Damage
from initlab.study.store.salvage import Salvage, counted, scan
from initlab.study.store.store import Store
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

    Interrupted anywhere, repeat it: the old file is moved only when the new one is complete.

    Raises: FileError: another process trains into it, no plan can be read from it, or no room.
    """
    path = Path(path)
    if not path.is_file():
        raise FileError(f"Cannot repair {path}: there is no such file. Give the file of a study.")
    new = path.with_name(path.name + ".repaired")
    with told(path, "repair"), ExitStack() as held:
        held.callback(Lock(path).release)
        salvage = held.enter_context(Salvage(path))
        texts = plans.texts(salvage.db)
        plan = plans.newest(salvage.db, path)
        intact = [*salvage.places, *salvage.carved]
        lost = _lost(salvage, set(intact), plans.namer(plan))
        _drop(new)
        _write(new, texts, plan, salvage, intact)
        old = _free(path)
        os.replace(path, old)
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.replace(f"{path}{ending}", f"{old}{ending}")
        os.replace(new, path)
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


def _free(path: Path) -> Path:
    """PATH.damaged, or with a number if there are some already."""
    names = (path.with_name(f"{path.name}.damaged{k}") for k in ("", *range(2, 1_000)))
    return next(name for name in names if not name.exists())
