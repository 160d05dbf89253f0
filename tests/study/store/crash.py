"""Run by test_crash.py: a driver that dies before its N-th statement, for every N; then goes on.

Usage: python crash.py FOLDER
"""

import os
import sqlite3
import sys
from pathlib import Path

from initlab.errors import FileError
from initlab.study.store import export, open_store, read_store
from tests.study.store.samples import ids_of, result, small_plan

PLAN = small_plan(seeds=2, rates=2)
IDS = ids_of(PLAN)
AT_ONCE = 4
connect = sqlite3.connect


def train(path):
    """What a driver does."""
    with open_store(path, PLAN) as store:
        wanted = store.lacking(IDS)
        for k in range(0, len(wanted), AT_ONCE):
            store.write([result(IDS[position]) for position in wanted[k : k + AT_ONCE]])


def dying(last):
    """A `sqlite3.connect` whose process ends at once before statement `last`."""
    seen = 0

    def count(_):
        nonlocal seen
        seen += 1
        if seen == last:
            os._exit(9)

    def connecting(*args, **options):
        db = connect(*args, **options)
        db.set_trace_callback(count)
        return db

    return connecting


def look(path):
    """How many runs there are, all of them sound, and none if no study has begun."""
    try:
        store = read_store(path)
    except FileError as error:
        return 0 if "does not exist" in str(error) or "holds no study yet" in str(error) else error
    with store:
        count = store.count()
        expected = [*map(result, IDS[:count]), *[None] * (len(IDS) - count)]
        return count if store.rows(IDS) == expected and store.verify() == [] else "wrong"


def main(folder):
    """Print, for every N, how many runs the dead driver left, and whether the end is the same."""
    train(folder / "whole.db")
    with read_store(folder / "whole.db") as store:
        export(store, folder / "whole.csv")
    code, last = 9, 0
    while code:
        last += 1
        path = folder / f"{last}.db"
        child = os.fork()
        if child == 0:
            sqlite3.connect = dying(last)
            train(path)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(last, look(path), end=" ")
        train(path)
        with read_store(path) as store:
            assert store.verify() == []
            export(store, folder / "again.csv")
        same = (folder / "again.csv").read_bytes() == (folder / "whole.csv").read_bytes()
        print("same" if same else "different")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
