"""The results of a study for other programs: CSV, Parquet, pandas, Polars."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from initlab.errors import MissingPackage, unknown_name
from initlab.report.writing import replacing
from initlab.study.store.store import Store
from initlab.study.store.table import (
    Entry,
    Missing,
    columns,
    curve_columns,
    curve_rows,
    rows,
)

if TYPE_CHECKING:
    import pandas
    import polars

Kind = Literal["csv", "curves", "parquet"]
KINDS: tuple[Kind, ...] = ("csv", "curves", "parquet")
NEEDED = "An export needs a file name such as study.csv"
GROUP = 65_536  # rows of a group in a Parquet file


def export(store: Store, path: Path, kind: Kind = "csv") -> Missing:
    """Write the results; interrupted anywhere, the file is the old one or the new one.

    The same results give the same bytes, in whatever order they were trained.

    Args:
        kind: "csv", one row per run; "curves", CSV with one row per measurement; "parquet", as
            "csv" with the types of the columns (needs pyarrow).
    Returns: what was left out.
    Raises: FileError: the place cannot be written, or the disk is full. MissingPackage: pyarrow.
        UnknownName: the kind.
    """
    if kind not in KINDS:
        raise unknown_name("export", kind, KINDS)
    missing = Missing()
    if kind == "parquet":
        _need("pyarrow", "Parquet", "initlab[parquet]")
    with replacing(path, NEEDED) as file:
        if kind == "parquet":
            _write_parquet(file, columns(store.plan), rows(store, missing))
        elif kind == "curves":
            _write_csv(file, curve_columns(store.plan), curve_rows(store, missing))
        else:
            _write_csv(file, columns(store.plan), rows(store, missing))
    return missing


def to_pandas(store: Store) -> pandas.DataFrame:
    """The results as a DataFrame, one row per run; absent numbers are missing values.

    Raises: MissingPackage: pandas.
    """
    _need("pandas", "A DataFrame", "pandas")
    import pandas

    kinds = columns(store.plan)
    frame = pandas.DataFrame.from_records(list(rows(store, Missing())), columns=list(kinds))
    names = {int: "Int64", float: "float64", str: "object"}
    return frame.astype({name: names[kind] for name, kind in kinds.items()})


def to_polars(store: Store) -> polars.DataFrame:
    """The results as a Polars DataFrame, one row per run.

    Raises: MissingPackage: polars.
    """
    _need("polars", "A Polars DataFrame", "polars")
    import polars

    names = {int: polars.Int64, float: polars.Float64, str: polars.String}
    kinds = {name: names[kind] for name, kind in columns(store.plan).items()}
    return polars.DataFrame(list(rows(store, Missing())), schema=kinds, orient="row")


def _write_csv(
    file: BinaryIO, kinds: dict[str, type], entries: Iterator[tuple[Entry, ...]]
) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(kinds)
    writer.writerows(map(_safe, row) for row in entries)
    text.detach()


def _safe(entry: Entry) -> str:
    """An entry of a CSV file; numbers with all their digits.

    A spreadsheet takes a text that begins with one of these for a formula: OWASP, "CSV Injection".
    """
    if isinstance(entry, str):
        return f"'{entry}" if entry.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else entry
    return "" if entry is None else repr(entry)


def _write_parquet(
    file: BinaryIO, kinds: dict[str, type], entries: Iterator[tuple[Entry, ...]]
) -> None:
    import pyarrow
    from pyarrow import parquet

    names = {int: pyarrow.int64(), float: pyarrow.float64(), str: pyarrow.string()}
    schema = pyarrow.schema([(name, names[kind]) for name, kind in kinds.items()])
    with parquet.ParquetWriter(file, schema) as writer:
        while group := list(islice(entries, GROUP)):
            held: list[Any] = [
                pyarrow.array(column, kind)
                for column, kind in zip(zip(*group, strict=True), schema.types, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(held, schema=schema))


def _need(package: str, what: str, install: str) -> None:
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise MissingPackage(
            f"{what} needs {package}, which is not installed: pip install '{install}'."
        )
