"""Every data set that has a name, every kind of file, and `load` for both."""

from __future__ import annotations

import os
from pathlib import Path

from initlab.datasets import bundled, csv_table, image_folder, npz_arrays, synthetic
from initlab.datasets.entries import Entry, Format
from initlab.datasets.record import Dataset
from initlab.datasets.request import missing, quoted, request, split
from initlab.errors import DataError, FileError, InitlabError, unknown_name

ALL: tuple[Entry, ...] = (*synthetic.ENTRIES, *bundled.ENTRIES)

FORMATS: tuple[Format, ...] = (
    Format(
        name="csv",
        usage="csv:FILE or FILE.csv",
        about="A table of numbers with a column of labels.",
        options=("test",),
        read=csv_table.read,
        suffix=".csv",
    ),
    Format(
        name="npz",
        usage="npz:FILE or FILE.npz",
        about="NumPy arrays, examples as rows: X and y, or train_x, train_y, test_x, test_y.",
        options=("test",),
        read=npz_arrays.read,
        suffix=".npz",
    ),
    Format(
        name="images",
        usage="images:FOLDER",
        about="Pictures, one subfolder per class or named after it, as in cat.1.jpg.",
        options=("size", "test"),
        read=image_folder.read,
    ),
)

_ENTRIES = {entry.name: entry for entry in ALL}
_FORMATS = {kind.name: kind for kind in FORMATS}


def names() -> tuple[str, ...]:
    """The name of every data set in the catalogue, in its order.

    >>> "circles" in names()
    True
    """
    return tuple(entry.name for entry in ALL)


def load(text: str | os.PathLike[str]) -> Dataset:
    """The data set that `text` names.

    What may be written:

        circles                         a name of the catalogue
        circles:noise=0.2               points in the plane, with another noise
        digits:3,8                      two of the ten digits
        csv:FILE                        a CSV file; without csv: if FILE ends in .csv
        npz:FILE                        an NPZ file; without npz: if FILE ends in .npz
        images:FOLDER                   pictures
        images:FOLDER:size=64,test=0.2  the same with parameters; a colon may replace the comma

    `test` is the share of examples held back for testing: 0.2 for CSV and NPZ unless given, 0 for
    pictures. `size` scales pictures to that many pixels in width and height. Colons in a path
    do no harm: parameters are cut off from the right, and only what looks like key=value. A file
    or folder that exists under the whole name is taken as it is.

    Two classes that have names are numbered as in the course: 1 is the alphabetically first (cat
    1, dog 0). Three or more are numbered from 0 in alphabetical order. Labels that are numbers
    keep their order: the smallest is class 0.

    Args:
        text: as above; a path object counts as its text.
    Returns: the data, examples as columns, arrays read-only.
    Raises:
        UnknownName: no such data set, kind of file or parameter; the message names the nearest.
        FileError: a file or folder that is not there or cannot be opened.
        DataError: data that cannot be trained on, or a value that a parameter cannot have.

    >>> data = load("digits:3,8")
    >>> len(data.train_x), data.class_names, data.feature_shape
    (64, ('3', '8'), (8, 8))

    Source: `circles` is the course's; the catalogue names the others'.
    """
    text = os.fspath(text)
    name, _, rest = text.partition(":")
    if name in _ENTRIES:
        return _from_entry(_ENTRIES[name], rest)
    if name in _FORMATS:
        return _from_format(_FORMATS[name], text, rest)
    for kind in FORMATS:
        # `name` alone ends so where what follows it is no parameter; the reader says that.
        if kind.suffix and any(s.lower().endswith(kind.suffix) for s in (split(text)[0], name)):
            return _from_format(kind, text, text)
    raise _unknown(text, name)


def _from_entry(entry: Entry, rest: str) -> Dataset:
    if not rest:
        return entry.make()
    if entry.choose is None:
        raise DataError(f"{entry.name} takes no parameters; got {rest!r}. Write {entry.name}.")
    return entry.choose(rest)


def _from_format(kind: Format, text: str, rest: str) -> Dataset:
    return kind.read(request(text, rest, kind.name, kind.options))


def _unknown(text: str, name: str) -> InitlabError:
    """The error for a text that is neither a name nor a file of a known kind."""
    path = Path(split(text)[0])
    if text and path.is_dir():
        return DataError(f"{quoted(path)} is a folder. For pictures write images:{text}.")
    if text and path.is_file():
        return DataError(
            f"{quoted(path)} should end in .csv or .npz. If it is CSV all the same, "
            f"write csv:{text}."
        )
    if "/" in text or "\\" in text:
        return FileError(missing(path, "load", "name, a file or a folder"))
    return unknown_name("data set", name, (*_ENTRIES, *_FORMATS))
