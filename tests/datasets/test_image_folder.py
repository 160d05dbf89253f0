"""Folders of pictures that the tests paint themselves."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from initlab import datasets
from initlab.errors import DataError, FileError, UnknownName
from initlab.streams import permutation


def noise(seed, height=2, width=3):
    return np.random.RandomState(seed).randint(0, 256, (height, width, 3)).astype(np.uint8)


@pytest.fixture
def folder(tmp_path):
    """Write pictures, given as arrays under their names; return the text that asks for them."""

    def paint(pictures, options=""):
        for name, pixels in pictures.items():
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            Image.fromarray(pixels).save(file)
        return f"images:{tmp_path}{options}"

    return paint


def load_sorted(text):
    """The data set with its pictures back in the order of their names."""
    data = datasets.load(text)
    place = np.argsort(permutation(0, "pictures", 0, data.train_y.size))
    return replace(data, train_x=data.train_x[:, place], train_y=data.train_y[place])


PETS = {"dog.2.png": noise(0), "cat.10.png": noise(1), "cat.9.png": noise(2)}


def test_files_are_classed_by_their_prefix_in_the_order_of_their_names(folder):
    data = load_sorted(folder(PETS))
    names = ["cat.10.png", "cat.9.png", "dog.2.png"]
    for i, name in enumerate(names):
        np.testing.assert_array_equal(data.train_x[:, i], PETS[name].reshape(-1) / 255)
    assert data.train_y.tolist() == [1, 1, 0]
    assert data.class_names == ("dog", "cat")
    assert data.feature_shape == (2, 3, 3)
    assert data.test_x is None


def test_pictures_are_shuffled_like_the_courses_and_always_the_same_way(folder):
    names = [f"{'cat' if i < 20 else 'dog'}.{i:02}.png" for i in range(40)]
    text = folder({name: np.full((1, 1, 3), 5 * i, np.uint8) for i, name in enumerate(names)})
    shades = datasets.load(text).train_x[0].tolist()
    assert sorted(shades) == [5 * i / 255 for i in range(40)]
    assert shades != sorted(shades)
    assert datasets.load(text).train_x[0].tolist() == shades


def test_a_picture_is_what_pillow_says(folder, tmp_path):
    data = load_sorted(folder({"a1.png": noise(0, 40, 30), "b1.jpg": noise(1, 40, 30)}))
    for i, name in enumerate(["a1.png", "b1.jpg"]):
        with Image.open(tmp_path / name) as image:
            np.testing.assert_array_equal(data.train_x[:, i] * 255, np.asarray(image).reshape(-1))


def test_files_are_classed_by_their_subfolder(folder):
    data = load_sorted(
        folder({"owl/9.png": noise(0), "cat/dog.png": noise(1), "dog/1.png": noise(2)})
    )
    assert data.class_names == ("cat", "dog", "owl")
    assert data.train_y.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(data.train_x[:, 2] * 255, noise(0).reshape(-1))


def test_subfolders_that_are_numbers_keep_their_order(folder):
    data = load_sorted(folder({"10/a.png": noise(0), "9/a.png": noise(1)}))
    assert data.class_names == ("9", "10")
    assert data.train_y.tolist() == [1, 0]


@pytest.mark.parametrize("name", ["cat.png", "cat_1.png", "cat-1.png", "cat7.png", "cat (2).png"])
def test_the_prefix_ends_where_a_number_may_begin(folder, name):
    assert datasets.load(folder({name: noise(0), "dog.png": noise(1)})).class_names[1] == "cat"


def test_other_and_hidden_files_are_left_out(folder, tmp_path):
    text = folder(PETS)
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / ".hidden.png").write_text("not a picture")
    (tmp_path / ".cache").mkdir()
    assert datasets.load(text).train_x.shape == (18, 3)


def test_every_kind_of_picture_is_read(folder, tmp_path):
    text = folder({"a.png": np.full((2, 3, 3), 51, np.uint8)})
    grey = Image.new("L", (3, 2), 51)
    with_alpha = Image.new("RGBA", (3, 2), (51, 51, 51, 0))
    palette = grey.convert("P")
    palette.info["transparency"] = bytes([0] * 256)
    grey.save(tmp_path / "b.bmp")
    grey.save(tmp_path / "c.GIF")
    grey.save(tmp_path / "d.JPEG")
    grey.save(tmp_path / "e.webp", lossless=True)
    with_alpha.save(tmp_path / "f.png")
    palette.save(tmp_path / "g.png")
    data = datasets.load(text)
    assert data.classes == 7
    np.testing.assert_array_equal(data.train_x, np.full((18, 7), 0.2))


def test_size_scales_them_all(folder):
    pictures = {"cat.png": np.full((5, 9, 3), 102, np.uint8), "dog.png": noise(0, 8, 8)}
    data = load_sorted(folder(pictures, ":size=4"))
    assert data.feature_shape == (4, 4, 3)
    np.testing.assert_array_equal(data.train_x[:, 0], 0.4)
    # Halving both sides of random pixels keeps their mean to within a few grey levels.
    assert data.train_x[:, 1].mean() == pytest.approx(noise(0, 8, 8).mean() / 255, abs=0.02)


def test_the_size_they_have_changes_nothing(folder):
    square = {"cat.png": noise(0, 4, 4), "dog.png": noise(1, 4, 4)}
    text = folder(square)
    assert datasets.load(f"{text}:size=4").fingerprint() == datasets.load(text).fingerprint()


def test_a_share_may_be_held_back(folder):
    text = folder({f"{'cat' if i % 2 else 'dog'}.{i}.png": noise(i) for i in range(10)})
    data = datasets.load(f"{text}:test=0.2")
    assert data.train_x.shape == (18, 8)
    assert data.test_x.shape == (18, 2)


def test_no_picture_is_refused(refused, folder, tmp_path):
    (tmp_path / "a.txt").write_text("")
    refused(DataError, folder({}), str(tmp_path), ".jpg", "it has none", "Check the path")


def test_a_subfolder_without_pictures_is_refused(refused, folder, tmp_path):
    (tmp_path / "birds").mkdir()
    refused(DataError, folder({"cat/1.png": noise(0)}), "birds", "it has none", "remove the")


def test_pictures_beside_subfolders_are_refused(refused, folder):
    text = folder({"cat/1.png": noise(0), "dog.png": noise(1)})
    refused(DataError, text, "'dog.png' beside the subfolder 'cat'", "Move")


@pytest.mark.parametrize("names", [["cat.1.png", "cat.2.png"], ["cat/1.png", "cat/2.png"]])
def test_one_class_is_refused(refused, folder, names):
    text = folder({name: noise(0) for name in names})
    refused(DataError, text, "subfolders or file names", "all 2 examples are 'cat'", "another")


def test_a_name_without_a_class_is_refused(refused, folder):
    refused(DataError, folder({"001.png": noise(0)}), "001.png", "begin with its class", "Rename")


def test_pictures_of_several_sizes_are_refused(refused, folder):
    text = folder({"cat.png": noise(0), "dog.png": noise(1, 5, 4)})
    refused(DataError, text, "'cat.png' is 3×2", "'dog.png' 4×5", "size=64")


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "bmp", "webp"])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.9])
def test_a_damaged_picture_is_named(refused, folder, tmp_path, ending, share):
    text = folder({"cat.png": noise(0, 40, 40), f"dog.{ending}": noise(1, 40, 40)})
    file = tmp_path / f"dog.{ending}"
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole))])
    refused(DataError, text, f"dog.{ending}", "cannot be read as a picture", "Replace or remove")


def test_a_text_that_is_called_a_picture_is_named(refused, folder, tmp_path):
    text = folder(PETS)
    (tmp_path / "dog.3.jpg").write_text("not a picture\n")
    refused(DataError, text, "dog.3.jpg", "cannot be read", "UnidentifiedImageError")


def test_sixteen_bits_are_refused_rather_than_clipped(refused, folder):
    deep = np.array([[0, 300], [40000, 65535]], dtype=np.uint16)
    refused(DataError, folder({**PETS, "dog.3.png": deep}), "dog.3.png", "more than 8 bits")


@pytest.mark.parametrize("limit", [900, 1500])  # beyond the limit, and beyond twice the limit
def test_a_picture_that_is_far_too_large_is_named(refused, folder, monkeypatch, limit):
    text = folder({"cat.png": noise(0, 1, 1), "dog.png": noise(1, 40, 50)}, ":size=1")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    refused(DataError, text, "dog.png", f"at most {limit:,} pixels", "Scale it down")


def test_pictures_that_are_too_large_together_are_refused(refused, folder, monkeypatch):
    monkeypatch.setattr("initlab.datasets.image_folder.MOST_BYTES", 18 * 3 * 8 - 1)
    refused(DataError, folder(PETS), "3 pictures of 3×2", "too large", "size=64")
    monkeypatch.setattr("initlab.datasets.image_folder.MOST_BYTES", 18 * 3 * 8)
    assert datasets.load(folder(PETS)).train_x.size == 54


@pytest.mark.parametrize("size", ["0", "-1", "many", "100000"])
def test_a_size_that_is_none_is_refused(refused, folder, size):
    refused(DataError, folder(PETS, f":size={size}"), "from 1 to 4096", repr(size), "size=64")


def test_an_unknown_parameter_is_refused(refused, folder):
    refused(UnknownName, folder(PETS, ":sizes=3"), "'sizes'", "Did you mean 'size'?")


def test_a_folder_that_is_not_there_is_named(refused, tmp_path):
    refused(FileError, f"images:{tmp_path}/no", "images needs a folder", "/no", "Check the path")


def test_a_file_is_no_folder(refused, folder, tmp_path):
    folder(PETS)
    refused(FileError, f"images:{tmp_path}/cat.9.png", "is a file", "Give its folder")


def test_a_folder_that_cannot_be_listed_is_named(refused, folder, monkeypatch):
    def denied(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", denied)
    refused(FileError, folder({}), "Permission denied", "permissions")
