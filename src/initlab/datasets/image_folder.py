"""Data from a folder of pictures."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.datasets.classes import encoded
from initlab.datasets.parts import columns, said
from initlab.datasets.record import Dataset
from initlab.datasets.request import Request, missing, quoted
from initlab.errors import DataError, FileError
from initlab.streams import permutation

Pixels = NDArray[np.uint8]

ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp")
PREFIX = re.compile(r"[^._\-0-9]*")
DEEP_MODES = ("I", "F")  # more than 8 bits per channel: Pillow would clip them to white
MOST_BYTES = 2 * 2**30  # of all pictures as float64


def read(wanted: Request) -> Dataset:
    """The data set in a folder of pictures.

    The class is the name of the subfolder; where there are no subfolders, the file name up to the
    first '.', '_', '-' or digit: `cat` for `cat.17.jpg`. Hidden files and files that are no
    pictures are left out. As in the course the pictures are shuffled, here always the same way: by
    a permutation of their sorted names (with subfolders: folder by folder) from the stream
    "pictures" that depends on their number alone.

    A picture becomes red, green and blue from 0 to 1, without transparency and without turning it
    as its EXIF says, and then one column, row by row: with `numpy.asarray(image).reshape(-1)` its
    bytes, the column is those divided by 255. Of an animation it is the first frame. Bytes that a
    JPEG decodes to, and sizes changed here, can differ a little between versions of Pillow.

    Args:
        wanted: the folder; `size` scales each picture to that width and height, without keeping
            its proportions; `test` is 0 unless given.
    Raises:
        FileError: there is no such folder, or it cannot be listed.
        DataError: no pictures, one class only, a picture that cannot be read or is very large, or
            pictures of several sizes without `size`.

    >>> import tempfile
    >>> from PIL import Image
    >>> folder = Path(tempfile.mkdtemp())
    >>> Image.new("RGB", (2, 1), (255, 0, 51)).save(folder / "cat.1.png")
    >>> Image.new("RGB", (2, 1), (0, 0, 0)).save(folder / "dog.1.png")
    >>> data = read(Request("pets", str(folder)))
    >>> sorted(zip(data.train_y.tolist(), data.train_x.T.tolist()))[1], data.feature_shape
    ((1, [1.0, 0.0, 0.2, 1.0, 0.0, 0.2]), (1, 2, 3))
    """
    folder = wanted.path
    if not folder.is_dir():
        if folder.exists():
            raise FileError(f"images needs a folder; {quoted(folder)} is a file. Give its folder.")
        raise FileError(missing(folder, "images", "folder"))
    try:
        found = _labelled(folder)
    except OSError as error:
        raise FileError(
            f"{quoted(folder)} should be a folder that can be listed; {error.strerror}. "
            "Check its permissions."
        ) from error
    classes, class_names = encoded(
        [label for _, label in found], f"{quoted(folder)}: subfolders or file names"
    )
    pixels = _stacked([file for file, _ in found], wanted)
    order = permutation(0, "pictures", 0, len(found))
    share = wanted.share(0.0)
    train_x, train_y, test_x, test_y = columns(
        pixels.reshape(len(pixels), -1)[order], classes[order], share
    )
    scaled = f", scaled to {wanted.size}×{wanted.size}" if wanted.size else ""
    return Dataset(
        wanted.text,
        train_x / 255.0,
        train_y,
        None if test_x is None else test_x / 255.0,
        test_y,
        class_names,
        pixels.shape[1:],
        f"{len(found)} pictures in a fixed shuffled order{scaled}, {said(share)}.",
    )


def _labelled(folder: Path) -> list[tuple[Path, str]]:
    """Every picture with its label, in the order of the names."""
    visible = sorted(
        (item for item in folder.iterdir() if not item.name.startswith(".")),
        key=lambda item: item.name,
    )
    subfolders = [item for item in visible if item.is_dir()]
    loose = [item for item in visible if _is_picture(item)]
    if subfolders and loose:
        raise DataError(
            f"{quoted(folder)} should hold pictures or subfolders; it has {quoted(loose[0].name)} "
            f"beside the subfolder {quoted(subfolders[0].name)}. Move one or the other."
        )
    if not subfolders and not loose:
        raise DataError(
            f"{quoted(folder)} should hold pictures ({', '.join(ENDINGS)}) or a subfolder of them "
            "per class; it has none. Check the path."
        )
    if loose:
        return [(file, _prefix(file)) for file in loose]
    return [
        (file, subfolder.name) for subfolder in subfolders for file in _pictures_inside(subfolder)
    ]


def _pictures_inside(subfolder: Path) -> list[Path]:
    files = sorted(
        (f for f in subfolder.iterdir() if _is_picture(f) and not f.name.startswith(".")),
        key=lambda file: file.name,
    )
    if not files:
        raise DataError(
            f"{quoted(subfolder)} should hold the pictures of one class ({', '.join(ENDINGS)}); it "
            "has none. Add some or remove the subfolder."
        )
    return files


def _is_picture(file: Path) -> bool:
    return file.suffix.lower() in ENDINGS and file.is_file()


def _prefix(file: Path) -> str:
    match = PREFIX.match(file.name)
    # Windows numbers copies as in `cat (2).jpg`.
    prefix = match[0].rstrip(" (") if match else ""
    if not prefix:
        raise DataError(
            f"{quoted(file)} should begin with its class, as in cat.1.jpg. "
            "Rename it, or use one subfolder per class."
        )
    return prefix


def _stacked(files: Sequence[Path], wanted: Request) -> Pixels:
    """All pictures as bytes, (examples, height, width, 3)."""
    first = _pixels(files[0], wanted.size)
    if first.size * len(files) * 8 > MOST_BYTES:
        raise DataError(
            f"{len(files)} pictures of {_size(first)} pixels are too large to train on (more than "
            f"{MOST_BYTES / 2**30:g} GiB). Add :size=64 to scale them."
        )
    stack = np.empty((len(files), *first.shape), dtype=np.uint8)
    for index, file in enumerate(files):
        picture = first if index == 0 else _pixels(file, wanted.size)
        if picture.shape != first.shape:
            raise DataError(
                f"Pictures should have one size; {quoted(files[0].name)} is {_size(first)} and "
                f"{quoted(file.name)} {_size(picture)} pixels. Add :size=64 to scale them all."
            )
        stack[index] = picture
    return stack


def _pixels(file: Path, size: int | None) -> Pixels:
    """One picture as bytes, (height, width, 3)."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Remarks on odd metadata are of no use here; a picture that is far too large is.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                return np.asarray(_rgb(picture, size))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise DataError(
            f"{quoted(file)} should have at most {Image.MAX_IMAGE_PIXELS:,} pixels; it has more. "
            "Scale it down or remove it."
        ) from error
    except Exception as error:  # what the decoders raise on damage varies
        raise DataError(
            f"{quoted(file)} cannot be read as a picture ({type(error).__name__}: "
            f"{quoted(error)}). Replace or remove it."
        ) from error


def _rgb(picture: Any, size: int | None) -> Any:
    from PIL import Image

    if picture.mode.split(";")[0] in DEEP_MODES:
        raise ValueError(f"more than 8 bits per channel, mode {picture.mode}")
    rgb = picture.convert("RGB")
    return rgb if size is None else rgb.resize((size, size), Image.Resampling.BILINEAR)


def _size(picture: Pixels) -> str:
    height, width, _ = picture.shape
    return f"{width}×{height}"
