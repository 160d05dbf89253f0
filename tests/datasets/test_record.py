"""A data set is checked where it is made, owns its arrays and cannot be changed."""

import hashlib
import struct
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from initlab.datasets import Dataset
from initlab.errors import DataError

GOOD = {
    "name": "tiny",
    "train_x": [[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]],
    "train_y": [0, 1, 1],
    "test_x": [[7.0], [8.0]],
    "test_y": [0],
    "class_names": ("no", "yes"),
    "feature_shape": (2,),
    "note": "By hand.",
}


def test_arrays_have_one_type_and_layout():
    data = Dataset(**GOOD | {"train_x": np.asfortranarray(GOOD["train_x"], dtype=np.float32)})
    for x, y in ((data.train_x, data.train_y), (data.test_x, data.test_y)):
        assert (x.dtype, y.dtype) == (np.float64, np.int64)
        assert x.flags.c_contiguous
    assert data.train_x.tolist() == GOOD["train_x"]


def test_nothing_can_be_written():
    data = Dataset(**GOOD)
    for array in (data.train_x, data.train_y, data.test_x, data.test_y):
        with pytest.raises(ValueError, match="read-only"):
            array[..., 0] = 1
    with pytest.raises(FrozenInstanceError):
        data.name = "other"


def test_the_caller_keeps_an_array_of_its_own():
    x = np.array(GOOD["train_x"])
    data = Dataset(**GOOD | {"train_x": x})
    x[0, 0] = 9
    assert data.train_x[0, 0] == 0.5


def test_the_printed_form_has_no_arrays():
    assert "array" not in repr(Dataset(**GOOD))


def test_the_fingerprint_is_that_of_the_bytes():
    witness = hashlib.sha256()
    witness.update(b"train_x <f8 (2, 3)\n" + struct.pack("<6d", 0.5, 1.5, 2.5, 3.5, 4.5, 5.5))
    witness.update(b"train_y <i8 (3,)\n" + struct.pack("<3q", 0, 1, 1))
    witness.update(b"test_x <f8 (2, 1)\n" + struct.pack("<2d", 7, 8))
    witness.update(b"test_y <i8 (1,)\n" + struct.pack("<q", 0))
    assert Dataset(**GOOD).fingerprint() == witness.hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"train_x": [[0.5, 1.5, 2.5], [3.5, 4.5, np.nextafter(5.5, 6)]]},
        {"train_y": [0, 0, 1]},
        {"test_x": [[7.0], [8.5]]},
        {"test_y": [1]},
        {"test_x": None, "test_y": None},
    ],
)
def test_the_fingerprint_sees_every_array(change):
    assert Dataset(**GOOD | change).fingerprint() != Dataset(**GOOD).fingerprint()


def test_the_fingerprint_does_not_see_names():
    named = Dataset(**GOOD | {"name": "b", "class_names": ("a", "b"), "note": "Otherwise."})
    assert named.fingerprint() == Dataset(**GOOD).fingerprint()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"train_x": [1.0, 2.0]}, ["train_x", "(features, examples)", "(2,)"]),
        ({"train_x": [["a", "b", "c"]] * 2}, ["train_x", "numbers", "<U1"]),
        ({"train_x": [[0, 1, 2], [3, np.nan, 5]]}, ["feature 1 of example 1", "nan", "Remove"]),
        ({"test_x": [[7], [np.inf]]}, ["test_x", "feature 1 of example 0", "inf"]),
        ({"train_x": [[1, 2, 3]]}, ["one row per feature", "(2,)", "1 rows"]),
        ({"feature_shape": (0,), "train_x": np.empty((0, 3))}, ["one row per feature"]),
        ({"train_y": [0, 1]}, ["train_y", "3 labels", "got 2"]),
        ({"train_y": [[0, 1, 1]]}, ["train_y", "(examples,)", "(1, 3)"]),
        ({"train_y": [0.0, 1.0, 1.0]}, ["train_y", "integers", "float64"]),
        ({"train_y": [0, 1, 2]}, ["train_y", "from 0 to 1", "0 to 2"]),
        ({"train_y": [-1, 0, 1]}, ["train_y", "-1 to 1"]),
        ({"test_y": [5]}, ["test_y", "5 to 5"]),
        ({"test_y": None}, ["test_x and test_y", "both or neither"]),
        ({"test_x": np.empty((2, 0)), "test_y": np.empty(0, int)}, ["test part", "None"]),
        ({"class_names": ("only",)}, ["2 classes", "'only'"]),
        ({"class_names": ("a", "b", "c")}, ["'c'", "no training example", "smaller test part"]),
        ({"train_x": [[1], [2]], "train_y": [0]}, ["2 training examples", "got 1"]),
    ],
)
def test_what_does_not_fit_is_refused(change, words):
    with pytest.raises(DataError) as caught:
        Dataset(**GOOD | change)
    for word in ("tiny", *words):
        assert word in str(caught.value)
