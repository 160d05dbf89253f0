"""A folder of cat and dog pictures as one matrix, a column per picture."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["load_dataset_catvsdog"]

Array = NDArray[Any]


def load_dataset_catvsdog(
    path: str | PathLike[str], images_extension: str = "jpg"
) -> tuple[Array, Array]:
    """Read every `*.jpg` of a folder; the columns come in random order.

    The order is drawn from NumPy's global random state: `np.random.seed` before the call fixes it.

    Args:
        path: the folder; folders inside it are not searched.
        images_extension: ending of the files to read, as the files spell it.
    Returns:
        X: shape (height · width · 3, pictures), float64 from 0 to 255, rows first, then red, green
            and blue: `X[:, 0].reshape(height, width, 3)` is the first picture.
        Y: shape (1, pictures), int; 1 where the file name starts with `cat`.
    Raises:
        FileNotFoundError: no such folder, or no such file in it.
        ValueError: a file is not a picture, or the pictures are not all of one size.
    """
    files = _picture_files(Path(path), images_extension.lstrip("."))
    pictures = [_pixels(file) for file in files]
    for file, picture in zip(files, pictures, strict=True):
        if picture.shape != pictures[0].shape:
            raise ValueError(
                "load_dataset_catvsdog needs pictures of one size: "
                f"{files[0].name} is {_size(pictures[0])}, {file.name} is {_size(picture)}. "
                "Resize or remove the odd ones."
            )
    order = np.random.permutation(len(files))
    X = np.stack([pictures[i].ravel() for i in order], axis=1)
    Y = np.array([[int(files[i].name.startswith("cat")) for i in order]])
    return X, Y


def _picture_files(folder: Path, extension: str) -> list[Path]:
    """The files to read, sorted, so that a seeded order means the same on every machine."""
    if not folder.is_dir():
        raise FileNotFoundError(
            f"load_dataset_catvsdog needs a folder of *.{extension} pictures; {folder.resolve()} "
            f"is {'a file' if folder.exists() else 'not there'}. Check the path."
        )
    files = sorted(folder.glob(f"*.{extension}"))
    if not files:
        others = sorted({file.suffix for file in folder.iterdir() if file.suffix})
        raise FileNotFoundError(
            f"load_dataset_catvsdog needs *.{extension} pictures in {folder.resolve()}; it holds "
            f"{', '.join(others) + ' files' if others else 'no files'}. "
            "Check the path, or pass images_extension."
        )
    return files


def _pixels(file: Path) -> Array:
    """One picture, shape (height, width, 3), float64 from 0 to 255; grey becomes R = G = B."""
    from PIL import Image

    try:
        with Image.open(file) as picture:
            return np.asarray(picture.convert("RGB"), dtype=np.float64)
    except OSError as error:
        raise ValueError(
            f"load_dataset_catvsdog cannot read {file.name} as a picture ({error}). "
            "Replace or remove it."
        ) from error


def _size(picture: Array) -> str:
    height, width, _ = picture.shape
    return f"{width}×{height} pixels"
