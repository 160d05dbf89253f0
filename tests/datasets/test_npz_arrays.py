"""NPZ files: what is read, and what is refused."""

import zipfile

import numpy as np
import pytest

from initlab import datasets
from initlab.errors import DataError, FileError, UnknownName

X = np.array([[4.0, 1.0], [30.0, 2.0], [5.0, 3.0]])
Y = np.array(["cat", "dog", "cat"])


@pytest.fixture
def saved(tmp_path):
    """Write arrays; return the text that asks for them."""

    def save(**arrays):
        np.savez(tmp_path / "t.npz", **arrays)
        return str(tmp_path / "t.npz")

    return save


def test_rows_are_examples(saved):
    text = saved(X=X, y=Y)
    data = datasets.load(f"{text}:test=0")
    assert data.train_x.tolist() == [[4.0, 30.0, 5.0], [1.0, 2.0, 3.0]]
    assert data.train_y.tolist() == [1, 0, 1]
    assert data.class_names == ("dog", "cat")
    assert data.test_x is None


def test_a_fifth_is_held_back(saved):
    text = saved(X=np.arange(20).reshape(10, 2), y=np.arange(10) % 2)
    data = datasets.load(f"npz:{text}")
    assert data.train_x.shape == (2, 8)
    assert data.test_x.shape == (2, 2)
    np.testing.assert_array_equal(data.test_x[0] / 2 % 2, data.test_y)


def test_a_test_part_is_taken_as_it_is(saved):
    data = datasets.load(
        saved(train_x=X, train_y=Y, test_x=X[:1] * 2, test_y=["dog"], note=["more arrays"])
    )
    assert data.train_x.shape == (2, 3)
    assert data.test_x.tolist() == [[8.0], [2.0]]
    assert data.test_y.tolist() == [0]


def test_pictures_keep_their_shape(saved):
    pictures = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)
    data = datasets.load(saved(X=pictures, y=[7, 3]))
    assert data.feature_shape == (3, 4, 3)
    np.testing.assert_array_equal(data.train_x[:, 1].reshape(3, 4, 3), pictures[1])
    assert data.train_y.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("y", "names"),
    [
        ([False, True, True], ("False", "True")),
        ([0.0, 1.0, 1.0], ("0", "1")),
        ([-0.0, 1.5, 1.5], ("0", "1.5")),
        (np.array([2, 1, 2], dtype=np.uint8), ("1", "2")),
        (["1", "0", "1"], ("0", "1")),
    ],
)
def test_labels_may_be_numbers(saved, y, names):
    assert datasets.load(saved(X=X, y=y) + ":test=0").class_names == names


TRAIN = {"train_x": X, "train_y": Y}


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"x": X, "y": Y}, ["train_x and train_y", "X and y", "'x', 'y'", "Rename"]),
        ({}, ["got none"]),
        ({**TRAIN, "test_x": X}, ["test_x and test_y", "got one"]),
        ({"X": X, "y": Y.astype(object)}, ["object arrays", "numpy.savez"]),
        ({"X": X.astype(object), "y": Y}, ["object arrays"]),
        ({"X": X.astype(str), "y": Y}, ["train_x", "numbers", "<U32"]),
        ({"X": X + 1j, "y": Y}, ["train_x", "numbers", "complex128"]),
        ({"X": X[:, 0], "y": Y}, ["shape (3,)", "reshape(-1, 1)"]),
        ({"X": X[:0], "y": Y[:0]}, ["shape (0, 2)"]),
        ({"X": X, "y": Y[:, None]}, ["(examples,)", "(3, 1)", "y.ravel()"]),
        ({"X": X, "y": np.eye(3)}, ["(examples,)", "(3, 3)", "one label per example"]),
        ({"X": X.T, "y": Y}, ["2 labels", "got 3", "save X.T"]),
        ({"X": X, "y": Y[[0, 1, 2, 0]]}, ["3 labels", "got 4"]),
        ({**TRAIN, "test_x": X[:, :1], "test_y": Y}, ["test_x", "(2,), as in train_x", "(1,)"]),
        ({"X": np.where(X == 2, np.nan, X), "y": Y}, ["train_x", "row 1", "NaN or inf", "Remove"]),
        ({**TRAIN, "test_x": X * np.inf, "test_y": Y}, ["test_x", "row 0"]),
        ({"X": X, "y": [0, 1, np.nan]}, ["train_y", "row 2", "'nan'", "Remove"]),
        ({"X": X, "y": ["a", " ", "b"]}, ["train_y", "row 1", "' '"]),
        ({"X": X, "y": [b"a", b"b", b"b"]}, ["train_y", "numbers or str", "|S1"]),
        ({"X": X, "y": [1, 1, 1]}, ["t.npz, the labels", "all 3 examples are '1'"]),
        ({**TRAIN, "test_x": X, "test_y": ["cat", "dog", "owl"]}, ["'owl' has no training"]),
    ],
)
def test_bad_arrays_are_refused(refused, saved, arrays, said):
    refused(DataError, saved(**arrays), *said)


def test_a_share_beside_a_test_part_is_refused(refused, saved):
    text = saved(**TRAIN, test_x=X, test_y=Y) + ":test=0.1"
    refused(DataError, text, "test part of its own", "Leave out test=0.1")


def test_a_size_is_for_pictures(refused, saved):
    refused(UnknownName, saved(X=X, y=Y) + ":size=3", "parameter of 'npz'", "Known: test")


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "flipped", "other zip", "folder name"])
def test_a_damaged_file_is_refused(refused, saved, tmp_path, damage):
    file = tmp_path / "t.npz"
    saved(X=np.arange(1000.0).reshape(500, 2), y=np.arange(500) % 2)
    whole = file.read_bytes()
    if damage == "empty":
        file.write_bytes(b"")
    elif damage == "text":
        file.write_text("X,y\n1,2\n")
    elif damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        file.write_bytes(whole[:900] + bytes([whole[900] ^ 255]) + whole[901:])
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("X", "not an array")
            archive.writestr("y" if damage == "other zip" else "z/y.npy", "nor this")
    refused(DataError, str(file), "t.npz")


def test_a_single_array_is_refused(refused, tmp_path):
    np.save(tmp_path / "t.npy", X)
    (tmp_path / "t.npy").rename(tmp_path / "t.npz")
    refused(DataError, str(tmp_path / "t.npz"), "single array", "numpy.savez")


def test_a_file_that_is_not_there_is_named(refused, tmp_path):
    refused(FileError, f"npz:{tmp_path}/no", "npz needs a file", f"{tmp_path}/no")


def test_a_file_that_cannot_be_opened_is_named(refused, saved, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    text = saved(X=X, y=Y)
    monkeypatch.setattr("pathlib.Path.open", denied)
    refused(FileError, text, text, "Permission denied")
