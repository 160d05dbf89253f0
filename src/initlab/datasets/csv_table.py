"""Data from a CSV file: one example per row, numbers, and a column of labels."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from initlab.datasets.classes import encoded, is_missing
from initlab.datasets.parts import TEST_SHARE, columns, said
from initlab.datasets.record import Dataset
from initlab.datasets.request import Request, file_of, quoted
from initlab.errors import DataError, FileError

# A heading that marks the label column; `y` only where no other does, because it is also a
# coordinate. The first three are too plain to be a class: a first row that has one is a header.
LABEL_HEADINGS = ("label", "class", "target")
SECOND_CHOICE = "y"


class Row(NamedTuple):
    """A row of cells, and its number in the file, counted as a spreadsheet does, from 1."""

    number: int
    cells: list[str]


def read(wanted: Request) -> Dataset:
    """The data set in a CSV file.

    Cells are separated by commas and may be quoted; the text is UTF-8. The first row is a header
    if none of its cells is a number, if one of them is `label`, `class` or `target`, or if its
    last cell alone in that column is no number. The labels are in the column headed `label`,
    `class` or `target`, else in `y`, else in the last; everything else has to be numbers. Rows
    keep their order within each part.

    Args:
        wanted: the file; `test` is a fifth unless given.
    Raises:
        FileError: there is no such file, or it cannot be opened.
        DataError: a cell, a row or the whole cannot be trained on; the message says where.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "pets.csv")
    >>> _ = file.write_text("weight,label\\n4,cat\\n30,dog\\n5,cat\\n")
    >>> data = read(Request("pets", str(file), test=0))
    >>> data.train_x.tolist(), data.train_y.tolist(), data.class_names
    ([[4.0, 30.0, 5.0]], [1, 0, 1], ('dog', 'cat'))
    """
    path = file_of(wanted, "csv")
    where = path.name
    headings, rows = _table(_rows(path), where)
    label = _label_column(headings, len(rows[0].cells), where)
    shown = [_column_name(i, headings) for i in range(len(rows[0].cells))]
    for row in rows:
        if is_missing(row.cells[label]):
            raise DataError(
                f"{where}, row {row.number}, {shown[label]}: there should be a label; got "
                f"{quoted(row.cells[label])}. Fill it in or remove the row."
            )
    features = [i for i in range(len(shown)) if i != label]
    values = np.empty((len(rows), len(features)))
    for example, row in enumerate(rows):
        for feature, i in enumerate(features):
            number = _number(row.cells[i])
            if number is None:
                raise DataError(
                    f"{where}, row {row.number}, {shown[i]}: there should be a finite number; got "
                    f"{quoted(row.cells[i])}. Correct it, or remove the row or the column; "
                    f"labels are read from {shown[label]}."
                )
            values[example, feature] = number
    classes, class_names = encoded([row.cells[label] for row in rows], f"{where}, {shown[label]},")
    share = wanted.share(TEST_SHARE)
    return Dataset(
        wanted.text,
        *columns(values, classes, share),
        class_names,
        (len(features),),
        f"{len(rows)} rows of {where}, labels from {shown[label]}, {said(share)}.",
    )


def _rows(path: Path) -> list[Row]:
    """Every row that is not blank."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True, skipinitialspace=True)
            try:
                return [Row(number, cells) for number, cells in enumerate(reader, 1) if cells]
            except csv.Error as error:
                raise DataError(
                    f"{path.name}, line {reader.line_num}: this is not CSV ({error}). "
                    "Look for a quotation mark that is not closed."
                ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path.name} should be UTF-8 text; byte {error.start} is not. Save it as 'CSV UTF-8'."
        ) from error
    except OSError as error:
        raise FileError(
            f"{quoted(path)} should be a file that can be read; {error.strerror}. "
            "Check its permissions."
        ) from error


def _table(rows: list[Row], where: str) -> tuple[list[str], list[Row]]:
    """The headings, none without a header, and the rows below; all of one length."""
    if not rows:
        raise DataError(f"{where} is empty. Give it one example per row.")
    first = [cell.strip() for cell in rows[0].cells]
    if len(first) < 2:
        raise DataError(
            f"{where} should have at least 2 columns, features and a label; row {rows[0].number} "
            "has 1. Separate cells with commas."
        )
    for row in rows:
        if len(row.cells) != len(first):
            raise DataError(
                f"{where}, row {row.number}: there should be {len(first)} cells, as in row "
                f"{rows[0].number}; got {len(row.cells)}. Look for a missing or an extra comma."
            )
    if not _is_header(first, [row.cells[-1] for row in rows[1:]]):
        return [], rows
    if "" in first:
        raise DataError(
            f"{where}, column {first.index('') + 1} has no heading. Name it, or remove it if it "
            "only counts the rows (pandas: to_csv(index=False))."
        )
    if len(rows) == 1:
        raise DataError(f"{where} has a header and no rows. Give it one example per row.")
    return first, rows[1:]


def _is_header(first: list[str], last_column: list[str]) -> bool:
    """Whether the row `first` is headings, given the last cells of the rows below it."""
    if not any(_is_number(cell) for cell in first):
        return True
    if any(cell.lower() in LABEL_HEADINGS for cell in first):
        return True
    # pandas heads columns without names 0, 1, 2 …, so that only the label's heading is a word.
    below_numbers = bool(last_column) and all(_is_number(cell) for cell in last_column)
    return below_numbers and not _is_number(first[-1]) and first[-1] != ""


def _label_column(headings: list[str], count: int, where: str) -> int:
    lowered = [heading.lower() for heading in headings]
    found = [i for i, heading in enumerate(lowered) if heading in LABEL_HEADINGS]
    found = found or [i for i, heading in enumerate(lowered) if heading == SECOND_CHOICE]
    if len(found) > 1:
        raise DataError(
            f"{where} should have one label column; got "
            f"{' and '.join(repr(headings[i]) for i in found)}. Rename or remove the others."
        )
    return found[0] if found else count - 1


def _column_name(index: int, headings: list[str]) -> str:
    return f"column {index + 1}" + (f" ({quoted(headings[index])})" if headings else "")


def _is_number(cell: str) -> bool:
    """Whether `cell` is a number, NaN or infinite ones included."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(cell: str) -> float | None:
    """The finite number in `cell`; Python's own 1_000 is none."""
    value = float(cell) if _is_number(cell) else math.nan
    return value if math.isfinite(value) and "_" not in cell else None
