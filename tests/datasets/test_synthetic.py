"""Points in the plane against scikit-learn and against arithmetic of another kind."""

import math

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_circles, make_moons

from initlab import datasets
from initlab.errors import DataError


@pytest.fixture
def global_state():
    before = np.random.get_state()
    yield
    np.random.set_state(before)


@pytest.mark.usefixtures("global_state")
def test_circles_are_the_course_s():
    np.random.seed(1)
    train_x, train_y = make_circles(n_samples=300, noise=0.05)
    np.random.seed(2)
    test_x, test_y = make_circles(n_samples=100, noise=0.05)
    data = datasets.load("circles")
    np.testing.assert_array_equal(data.train_x, train_x.T)
    np.testing.assert_array_equal(data.train_y, train_y)
    np.testing.assert_array_equal(data.test_x, test_x.T)
    np.testing.assert_array_equal(data.test_y, test_y)
    assert data.class_names == ("outer", "inner")


@pytest.mark.usefixtures("global_state")
def test_moons_and_blobs_are_scikit_learn_s():
    data = {name: datasets.load(name) for name in ("moons", "blobs")}
    np.random.seed(1)
    np.testing.assert_array_equal(data["moons"].train_x, make_moons(300, noise=0.1)[0].T)
    np.random.seed(2)
    x, y = make_blobs(100, centers=[[1, 1], [-1, -1]], cluster_std=0.6)
    np.testing.assert_array_equal(data["blobs"].test_x, x.T)
    np.testing.assert_array_equal(data["blobs"].test_y, y)


@pytest.mark.usefixtures("global_state")
def test_noise_is_what_scikit_learn_calls_so():
    points = {
        "circles:noise=0": lambda: make_circles(300, noise=0.0),
        "moons:noise=0.25": lambda: make_moons(300, noise=0.25),
        "blobs:noise=1": lambda: make_blobs(300, centers=[[1, 1], [-1, -1]], cluster_std=1.0),
    }
    for name, make in points.items():
        np.random.seed(1)
        x, y = make()
        data = datasets.load(name)
        assert data.name == name
        np.testing.assert_array_equal(data.train_x, x.T)
        np.testing.assert_array_equal(data.train_y, y)


def test_noise_shifts_the_points_of_the_spirals_by_up_to_that_much():
    still, moved = (datasets.load(f"spirals:noise={noise}") for noise in ("0", "0.5"))
    shift = np.abs(moved.train_x - still.train_x)
    assert 0.49 < shift.max() <= 0.5
    assert "each way by up to 0.5: 300 training points" in moved.note


@pytest.mark.parametrize("name", ["circles", "moons", "blobs", "spirals"])
def test_the_noise_of_a_bare_name_can_be_written_out(name):
    usual = {"circles": 0.05, "moons": 0.1, "blobs": 0.6, "spirals": 0.04}[name]
    written = datasets.load(f"{name}: noise = {usual:e}")
    assert written.fingerprint() == datasets.load(name).fingerprint()
    assert written.name == f"{name}:noise={usual}"


@pytest.mark.parametrize(
    "choice",
    ["noise", "noise=", "noise=x", "noise=-0.1", "noise=inf", "noise=nan", "size=1", "0.1"],
)
def test_what_is_no_noise_is_refused(refused, choice):
    refused(DataError, f"moons:{choice}", "moons takes noise", "moons:noise=0.2", repr(choice))


def test_the_global_random_state_stays_as_it_was():
    before = np.random.get_state()
    for name in datasets.names():
        datasets.load(name)
    after = np.random.get_state()
    assert before[2:] == after[2:]
    np.testing.assert_array_equal(before[1], after[1])


def test_a_line_separates_the_blobs_almost_perfectly():
    data = datasets.load("blobs")
    # A point is √2 from x + y = 0 on average and 0.6 from its centre: beyond it in 0.9 % of cases;
    # five standard deviations of a binomial(300, 0.009) above that are 11.
    wrong = (data.train_x.sum(axis=0) > 0) != (data.train_y == 0)
    assert wrong.sum() <= 11


@pytest.mark.parametrize(("part", "seed"), [("train", 1), ("test", 2)])
def test_spirals_follow_their_formula(part, seed):
    data = datasets.load("spirals")
    x, y = getattr(data, f"{part}_x"), getattr(data, f"{part}_y")
    count = x.shape[1]
    drawn = np.random.RandomState(seed).random_sample(3 * count).tolist()
    for i in range(count):
        along, right, up = drawn[i], drawn[count + i], drawn[2 * count + i]
        radius, angle = 0.1 + 0.9 * along, 11 * along + math.pi * (i % 2)
        assert x[0, i] == pytest.approx(radius * math.cos(angle) + 0.08 * right - 0.04, abs=1e-14)
        assert x[1, i] == pytest.approx(radius * math.sin(angle) + 0.08 * up - 0.04, abs=1e-14)
        assert y[i] == i % 2


def test_spirals_have_the_same_bits_everywhere():
    # The digest of the bytes on x86-64; a machine with another one breaks the promise.
    assert datasets.load("spirals").fingerprint().startswith("cd47092701b77213")


@pytest.mark.parametrize("name", ["circles", "moons", "blobs", "spirals"])
def test_sizes_classes_and_names(name):
    data = datasets.load(name)
    assert data.train_x.shape == (2, 300)
    assert data.test_x.shape == (2, 100)
    assert np.bincount(data.train_y).tolist() == [150, 150]
    assert np.bincount(data.test_y).tolist() == [50, 50]
    assert data.class_names[1] == min(data.class_names)
    assert data.feature_shape == (2,)
