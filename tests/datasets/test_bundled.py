"""The bundled data against scikit-learn's own arrays."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.preprocessing import StandardScaler

from initlab import datasets, streams
from initlab.errors import DataError


def parts(count):
    """Rows to train on and to test on: a fifth of the stream's permutation."""
    order = streams.permutation(0, "split", 0, count)
    held = round(count / 5)
    return np.sort(order[held:]), np.sort(order[:held])


def test_digits_are_scikit_learn_s_divided_by_16():
    images, target = load_digits(return_X_y=True)
    train, test = parts(1797)
    data = datasets.load("digits")
    np.testing.assert_array_equal(data.train_x * 16, images[train].T)
    np.testing.assert_array_equal(data.train_y, target[train])
    np.testing.assert_array_equal(data.test_x * 16, images[test].T)
    np.testing.assert_array_equal(data.test_y, target[test])
    assert data.class_names == tuple("0123456789")
    picture = data.train_x[:, 5].reshape(data.feature_shape)
    np.testing.assert_array_equal(picture * 16, load_digits().images[train[5]])


@pytest.mark.parametrize("choice", ["3,8", "8,3", " 3 , 8 "])
def test_two_digits_keep_their_parts(choice):
    images, target = load_digits(return_X_y=True)
    data = datasets.load(f"digits:{choice}")
    for part, rows in zip(("train", "test"), parts(1797), strict=True):
        wanted = [i for i in rows if target[i] in (3, 8)]
        np.testing.assert_array_equal(getattr(data, f"{part}_x") * 16, images[wanted].T)
        np.testing.assert_array_equal(getattr(data, f"{part}_y"), target[wanted] == 8)
    assert data.class_names == ("3", "8")
    assert data.name == "digits:3,8"


@pytest.mark.parametrize(
    "choice", ["3,3", "3,12", "3", "3,8,9", "3;8", "a,b", "-1,3", "3,8:test=0"]
)
def test_other_choices_of_digits_are_refused(refused, choice):
    refused(DataError, f"digits:{choice}", "two different digits", "digits:3,8", repr(choice))


def test_breast_cancer_is_standardized_by_its_training_part():
    x, y = load_breast_cancer(return_X_y=True)
    train, test = parts(569)
    scaler = StandardScaler().fit(x[train])
    data = datasets.load("breast_cancer")
    # Means and deviations agree to about 1e-14; standardized values reach 12.
    np.testing.assert_allclose(data.train_x.T, scaler.transform(x[train]), atol=1e-12)
    np.testing.assert_allclose(data.test_x.T, scaler.transform(x[test]), atol=1e-12)
    np.testing.assert_array_equal(data.train_y, y[train])
    np.testing.assert_array_equal(data.test_y, y[test])
    assert data.class_names == ("malignant", "benign")
