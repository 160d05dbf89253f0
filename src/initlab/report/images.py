"""Example images, one per class or as many as there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import ShapeError
from initlab.report.numerals import one_line
from initlab.report.style import styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["image_row"]


@styled()
def image_row(
    figure: Figure, images: Sequence[ArrayLike], titles: Sequence[str], *, columns: int = 6
) -> list[Axes]:
    """Show one picture per class side by side, in as many rows as it takes.

    Args:
        figure: an empty figure, made by `new_figure`; about an inch for each picture suits.
        images: each of shape (height, width) for grey or (height, width, 3 or 4) for colour.
            Grey is stretched from its least to its greatest finite value; colours are 0 to 255
            if they are integers and 0 to 1 otherwise.
        titles: one for each image, plain text.
        columns: pictures in a row, at least 1.
    Returns: the axes, one for each image.
    Raises: ShapeError: an image of another shape, no image, or another number of titles.

    >>> from initlab.report import new_figure
    >>> axes = image_row(new_figure(2, 1.2), [[[0, 1], [1, 0]], [[1, 1], [0, 0]]], ["a", "b"])
    >>> [ax.get_title() for ax in axes]
    ['a', 'b']
    """
    pictures = [np.asarray(image) for image in images]
    if not pictures or len(pictures) != len(titles):
        raise ShapeError(
            "A row of images needs one title for each of at least one image; got "
            f"{len(pictures)} images and {len(titles)} titles."
        )
    for picture, title in zip(pictures, titles, strict=True):
        if picture.size == 0 or not (
            picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] in (3, 4))
        ):
            raise ShapeError(
                f"Image {title!r} needs shape (height, width), or (height, width, 3) in colour; "
                f"got {picture.shape}."
            )
    columns = max(1, min(columns, len(pictures)))
    rows = -(-len(pictures) // columns)
    grid = list(figure.subplots(rows, columns, squeeze=False).flat)
    for ax in grid:
        ax.set_axis_off()
    for ax, picture, title in zip(grid, pictures, titles, strict=False):
        ax.imshow(_image_colours(picture), interpolation="none")
        ax.set_title(one_line(title, 24))
    return grid[: len(pictures)]


def _image_colours(picture: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Shape (height, width, 3 or 4), 0 to 255."""
    if picture.ndim == 3:
        scale = 1 if np.issubdtype(picture.dtype, np.integer) else 255
        return np.clip(np.nan_to_num(picture * scale), 0, 255).astype(np.uint8)
    grey = np.asarray(picture, dtype=float)
    seen = grey[np.isfinite(grey)]
    low, high = (seen.min(), seen.max()) if seen.size else (0.0, 1.0)
    share = np.clip((np.nan_to_num(grey) - low) / (high - low or 1.0), 0, 1)
    return np.repeat((255 * share).round().astype(np.uint8)[..., None], 3, axis=2)
