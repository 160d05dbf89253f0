"""Data from an NPZ file of NumPy arrays: one example per row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.datasets.classes import encoded, is_missing
from initlab.datasets.parts import TEST_SHARE, columns, said
from initlab.datasets.record import Dataset
from initlab.datasets.request import Request, file_of, quoted
from initlab.errors import DataError, FileError, InitlabError

Arrays = dict[str, NDArray[Any]]

PARTS = ("train_x", "train_y", "test_x", "test_y")
NEXT_STEP = "Write it with numpy.savez: numbers as float or int, names as str."
EXPECTED = "train_x and train_y (with test_x and test_y, if there is a test part), or X and y"


def read(wanted: Request) -> Dataset:
    """The data set in an NPZ file.

    The arrays are `train_x`, `train_y` and perhaps `test_x`, `test_y`; or else `X`, `y`. Examples
    are rows, as everywhere in Python and unlike in a `Dataset`: features of shape
    (examples, *feature_shape), labels of shape (examples,), numbers or texts. Arrays that need
    pickle are refused, because loading them would run code from the file.

    Args:
        wanted: the file; `test` is a fifth unless given or the file has a test part.
    Raises:
        FileError: there is no such file, or it cannot be opened.
        DataError: arrays are missing, do not fit each other or cannot be trained on.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "pets.npz")
    >>> np.savez(file, X=[[4.0, 1.0], [30.0, 2.0], [5.0, 3.0]], y=["cat", "dog", "cat"])
    >>> read(Request("pets", str(file), test=0)).train_x.tolist()
    [[4.0, 30.0, 5.0], [1.0, 2.0, 3.0]]
    """
    path = file_of(wanted, "npz")
    where = path.name
    arrays = _arrays(path)
    feature_shape = arrays["train_x"].shape[1:]
    rows = {part: _rows(arrays, part, where) for part in ("train", "test") if f"{part}_x" in arrays}
    texts = {part: _texts(arrays[f"{part}_y"], f"{where}, {part}_y") for part in rows}
    known = texts["train"] + texts.get("test", [])
    classes, class_names = encoded(known, f"{where}, the labels")
    if "test" not in rows:
        share = wanted.share(TEST_SHARE)
        four = columns(rows["train"], classes, share)
        how = said(share)
    else:
        if wanted.test is not None:
            raise DataError(f"{where} has a test part of its own. Leave out test={wanted.test:g}.")
        count = len(texts["train"])
        four = rows["train"].T, classes[:count], rows["test"].T, classes[count:]
        how = "with its own test part"
    return Dataset(wanted.text, *four, class_names, feature_shape, f"The arrays of {where}, {how}.")


def _arrays(path: Path) -> Arrays:
    """The arrays of interest as train_x, train_y and perhaps test_x, test_y."""
    try:
        # Opened here, because np.load leaves a damaged file open.
        with path.open("rb") as stream:
            file = np.load(stream, allow_pickle=False)
            if not isinstance(file, np.lib.npyio.NpzFile):
                raise DataError(
                    f"{path.name} should be an NPZ file; it is a single array. {NEXT_STEP}"
                )
            chosen = _chosen(file.files, path.name)
            return {part: np.asarray(file[name]) for part, name in chosen.items()}
    except InitlabError:
        raise
    except PermissionError as error:
        raise FileError(
            f"{quoted(path)} should be a file that can be read; {error.strerror}. "
            "Check its permissions."
        ) from error
    except Exception as error:  # what zip, zlib and the array parser raise on damage varies
        why = "object arrays" if str(error).startswith("Object") else type(error).__name__
        raise DataError(
            f"{path.name} should be an NPZ file of plain arrays; it cannot be read ({why}). "
            f"{NEXT_STEP}"
        ) from error


def _chosen(names: Sequence[str], where: str) -> dict[str, str]:
    """Which array is which part: part to name."""
    if "train_x" in names and "train_y" in names:
        if ("test_x" in names) != ("test_y" in names):
            raise DataError(
                f"{where} should have test_x and test_y; got one. Add the other or remove it."
            )
        return {part: part for part in PARTS if part in names}
    if "X" in names and "y" in names:
        return {"train_x": "X", "train_y": "y"}
    found = ", ".join(map(repr, names)) or "none"
    raise DataError(f"{where} should hold the arrays {EXPECTED}; got {found}. Rename them.")


def _rows(arrays: Arrays, part: str, where: str) -> NDArray[np.float64]:
    """The features of a part, (examples, features), checked against its labels."""
    x, y = arrays[f"{part}_x"], arrays[f"{part}_y"]
    here = f"{where}, {part}_x"
    if x.dtype.kind not in "biuf" or x.ndim < 2 or x.size == 0:
        raise DataError(
            f"{here}: there should be numbers of shape (examples, features); got {x.dtype} of "
            f"shape {x.shape}." + (" Use reshape(-1, 1) for one feature." if x.ndim == 1 else "")
        )
    if y.ndim != 1:
        raise DataError(
            f"{where}, {part}_y: there should be labels of shape (examples,); got shape {y.shape}."
            + (" Save it as y.ravel()." if y.size == len(x) else " Give one label per example.")
        )
    if len(y) != len(x):
        hint = "Examples are rows: save X.T." if len(y) == x.shape[1] else "Give one per example."
        raise DataError(f"{where}, {part}_y: there should be {len(x)} labels; got {len(y)}. {hint}")
    shape, expected = x.shape[1:], arrays["train_x"].shape[1:]
    if shape != expected:
        raise DataError(
            f"{here}: examples should have shape {expected}, as in train_x; got {shape}."
        )
    rows = x.reshape(len(x), math.prod(shape)).astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if bad.size:
        raise DataError(
            f"{here}: there should be finite numbers; row {bad[0]} has NaN or inf. "
            "Remove that example."
        )
    return rows


def _texts(y: NDArray[Any], here: str) -> list[str]:
    """Labels as texts."""
    if y.dtype.kind not in "biufU":
        raise DataError(f"{here}: labels should be numbers or str; got {y.dtype}. Convert them.")
    texts = [str(label) for label in y.tolist()]
    bad = [i for i, text in enumerate(texts) if is_missing(text)]
    if bad:
        raise DataError(
            f"{here}: there should be a label; row {bad[0]} has {texts[bad[0]]!r}. "
            "Remove that example."
        )
    return texts
