"""Folders of tiny generated pictures, and what is said about folders that do not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from initlab.course.dropins.load_dataset import load_dataset_catvsdog

HEIGHT, WIDTH = 8, 12


def save(file: Path, level: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
    """A picture of one grey level everywhere, which JPEG keeps exactly."""
    Image.new("RGB", size, (level, level, level)).save(file, quality=95)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four cats of levels 10 … 13 and three dogs of levels 200 … 202."""
    for i in range(4):
        save(tmp_path / f"cat.{i}.jpg", 10 + i)
    for i in range(3):
        save(tmp_path / f"dog.{i}.jpg", 200 + i)
    (tmp_path / "readme.txt").write_text("not a picture")
    return tmp_path


@pytest.mark.parametrize("as_given", [str, Path])
def test_every_picture_is_a_column_with_its_label(folder: Path, as_given: Any) -> None:
    X, Y = load_dataset_catvsdog(as_given(folder))
    assert X.shape == (HEIGHT * WIDTH * 3, 7)
    assert X.dtype == np.float64
    assert Y.shape == (1, 7)
    assert np.issubdtype(Y.dtype, np.integer)
    levels = X[0]
    assert (levels == X).all()
    assert sorted(levels) == [10, 11, 12, 13, 200, 201, 202]
    assert (Y[0] == (levels < 100)).all()


def test_columns_are_in_random_order_which_numpys_seed_fixes(folder: Path) -> None:
    def order(seed: int) -> list[float]:
        np.random.seed(seed)
        return list(load_dataset_catvsdog(folder)[0][0])

    assert order(1) == order(1)
    # Of 7! = 5040 orders, twenty seeds that all gave the same one would be no accident.
    assert len({tuple(order(seed)) for seed in range(20)}) > 10


def test_a_column_is_the_picture_row_by_row(tmp_path: Path) -> None:
    pixels: NDArray[np.uint8] = np.random.default_rng(0).integers(
        0, 256, size=(HEIGHT, WIDTH, 3), dtype=np.uint8
    )
    Image.fromarray(pixels).save(tmp_path / "cat.png")
    X, Y = load_dataset_catvsdog(tmp_path, images_extension="png")
    assert (X[:, 0].reshape(HEIGHT, WIDTH, 3) == pixels).all()
    assert Y.tolist() == [[1]]


def test_a_grey_picture_gets_three_equal_colours(folder: Path) -> None:
    Image.new("L", (WIDTH, HEIGHT), 77).save(folder / "dog.grey.jpg")
    X, _ = load_dataset_catvsdog(folder)
    assert 77 in X[0]


def test_pictures_of_two_sizes_are_named(folder: Path) -> None:
    save(folder / "cat.9.jpg", 1, size=(5, 6))
    with pytest.raises(
        ValueError, match=r"cat\.0\.jpg is 12×8 pixels, cat\.9\.jpg is 5×6"
    ) as caught:
        load_dataset_catvsdog(folder)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere is not there\. Check the path") as caught:
        load_dataset_catvsdog(tmp_path / "nowhere")
    assert "\n" not in str(caught.value)


def test_a_file_is_not_a_folder(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"readme\.txt is a file"):
        load_dataset_catvsdog(folder / "readme.txt")


def test_an_empty_folder_says_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"needs \*\.jpg pictures in .*it holds no files"):
        load_dataset_catvsdog(tmp_path)


def test_another_ending_says_what_the_folder_holds(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"it holds \.jpg, \.txt files.*images_extension"):
        load_dataset_catvsdog(folder, "png")


def test_a_file_that_is_no_picture_is_named(folder: Path) -> None:
    (folder / "cat.bad.jpg").write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"cannot read cat\.bad\.jpg as a picture") as caught:
        load_dataset_catvsdog(folder)
    assert "\n" not in str(caught.value)
