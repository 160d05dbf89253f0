"""Points in the plane: 300 to train on, drawn with seed 1, and 100 to test on, with seed 2.

Class 1 always has the alphabetically first name, as it does in data read from files. `spirals` has
the same bits on every machine; the last bits of the others are those of NumPy's sine and logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from initlab.datasets.entries import Entry
from initlab.datasets.record import Dataset
from initlab.elementary import cos, sin

TRAIN, TEST = (300, 1), (100, 2)  # examples, seed

# Examples (examples, 2) and their classes (examples,), as scikit-learn's generators return them.
Points = tuple[Any, Any]

MOONS_NOISE = 0.1
BLOB_CENTRES = ((1.0, 1.0), (-1.0, -1.0))
BLOB_SPREAD = 0.6  # standard deviation of each coordinate
SPIRAL_INNER, SPIRAL_OUTER = 0.1, 1.0  # radii
SPIRAL_ANGLE = (
    11.0  # radians from the inner end of an arm to the outer: one turn and three quarters
)
SPIRAL_NOISE = 0.04  # largest shift of each coordinate


def circles() -> Dataset:
    """The course's two circles: `make_circles(noise=.05)` after NumPy's seeds 1 and 2."""
    from sklearn.datasets import make_circles

    return _planar(
        "circles",
        lambda rng, count: make_circles(n_samples=count, noise=0.05, random_state=rng),
        ("outer", "inner"),
        "make_circles with noise 0.05: 300 training points with seed 1, 100 test points with "
        "seed 2.",
    )


def moons() -> Dataset:
    """Two half moons: `make_moons`."""
    from sklearn.datasets import make_moons

    return _planar(
        "moons",
        lambda rng, count: make_moons(n_samples=count, noise=MOONS_NOISE, random_state=rng),
        ("upper", "lower"),
        f"make_moons with noise {MOONS_NOISE}: 300 training points with seed 1, 100 test points "
        "with seed 2.",
    )


def blobs() -> Dataset:
    """Two clouds of normally distributed points: `make_blobs` with fixed centres."""
    from sklearn.datasets import make_blobs

    return _planar(
        "blobs",
        lambda rng, count: make_blobs(
            n_samples=count, centers=BLOB_CENTRES, cluster_std=BLOB_SPREAD, random_state=rng
        ),
        ("right", "left"),
        f"make_blobs around (1, 1) and (-1, -1) with standard deviation {BLOB_SPREAD}: 300 "
        "training points with seed 1, 100 test points with seed 2.",
    )


def spirals() -> Dataset:
    """Two spiral arms, half a turn apart."""
    return _planar(
        "spirals",
        _spiral_points,
        ("second", "first"),
        f"Points at random along two arms, shifted by up to {SPIRAL_NOISE} each way: 300 training "
        "points with seed 1, 100 test points with seed 2.",
    )


def _spiral_points(rng: np.random.RandomState, count: int) -> Points:
    """Points of the two arms in turn, from three uniform numbers each."""
    classes = np.arange(count) % 2
    along, shift_x, shift_y = rng.random_sample((3, count))
    radius = SPIRAL_INNER + (SPIRAL_OUTER - SPIRAL_INNER) * along
    angle = SPIRAL_ANGLE * along + math.pi * classes
    x = radius * cos(angle) + SPIRAL_NOISE * (2.0 * shift_x - 1.0)
    y = radius * sin(angle) + SPIRAL_NOISE * (2.0 * shift_y - 1.0)
    return np.stack([x, y], axis=1), classes


def _planar(
    name: str,
    draw: Callable[[np.random.RandomState, int], Points],
    class_names: tuple[str, str],
    note: str,
) -> Dataset:
    (train_x, train_y), (test_x, test_y) = (
        draw(np.random.RandomState(seed), count) for count, seed in (TRAIN, TEST)
    )
    return Dataset(name, train_x.T, train_y, test_x.T, test_y, class_names, (2,), note)


ENTRIES = (
    Entry(
        name="circles",
        about="The course's two circles, one around the other; no line separates them.",
        source="the course's helper module; scikit-learn, make_circles",
        make=circles,
    ),
    Entry(
        name="moons",
        about="Two half moons that reach into each other.",
        source="scikit-learn, make_moons",
        make=moons,
    ),
    Entry(
        name="blobs",
        about="Two round clouds that a line separates almost perfectly.",
        source="scikit-learn, make_blobs",
        make=blobs,
    ),
    Entry(
        name="spirals",
        about="Two spiral arms wound into each other; the hardest of the four in the plane.",
        source="after Lang and Witbrock 1988, Learning to tell two spirals apart",
        make=spirals,
    ),
)
