"""Points in the plane: 300 to train on, drawn with seed 1, and 100 to test on, with seed 2.

Class 1 always has the alphabetically first name, as it does in data read from files. `spirals` has
the same bits on every machine; the last bits of the others are those of NumPy's sine and logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from initlab.datasets.entries import Entry
from initlab.datasets.record import Dataset
from initlab.elementary import cos, sin
from initlab.errors import DataError

TRAIN, TEST = (300, 1), (100, 2)  # examples, seed

# Where points belong and the direction in which noise of 1 would move each, (examples, 2), and
# classes (examples,).
Points = tuple[Any, Any, Any]

BLOB_CENTRES = ((1.0, 1.0), (-1.0, -1.0))
SPIRAL_INNER, SPIRAL_OUTER = 0.1, 1.0  # radii
SPIRAL_ANGLE = (
    11.0  # radians from the inner end of an arm to the outer: one turn and three quarters
)


@dataclass(frozen=True)
class Plane:
    """Two classes of points, and how they are drawn.

    Args:
        draw: so many points from a generator.
        noise: by how much the shifts of points are multiplied, in the units of the plane.
        meaning: of the noise, for the note.
        how: the note's beginning.
    """

    name: str
    about: str
    source: str
    class_names: tuple[str, str]
    draw: Callable[[np.random.RandomState, int], Points] = field(repr=False)
    noise: float
    meaning: str
    how: str

    def entry(self) -> Entry:
        """The catalogue's record."""
        return Entry(
            name=self.name,
            about=self.about,
            source=self.source,
            make=lambda: self.points(self.name, self.noise),
            usage=f"{self.name}:noise={2 * self.noise:g}",
            choose=self.chosen,
        )

    def chosen(self, choice: str) -> Dataset:
        """The points with the noise that `choice` gives, as in `noise=0.2`.

        Raises: DataError: it is not written so, or not a finite number of at least 0.
        """
        key, _, value = choice.partition("=")
        try:
            noise = float(value) if key.strip() == "noise" else -1.0
        except ValueError:
            noise = -1.0
        if not 0 <= noise < math.inf:
            raise DataError(
                f"{self.name} takes noise, a finite number of at least 0, as in "
                f"{self.name}:noise={2 * self.noise:g}; got {choice!r}."
            )
        return self.points(f"{self.name}:noise={repr(noise).removesuffix('.0')}", noise)

    def points(self, name: str, noise: float) -> Dataset:
        """The data set of that noise."""
        train, test = (
            self.draw(np.random.RandomState(seed), count) for count, seed in (TRAIN, TEST)
        )
        train_x, test_x = (places + noise * shifts for places, shifts, _ in (train, test))
        note = (
            f"{self.how} {self.meaning} {noise:g}: 300 training points with seed 1, 100 test "
            "points with seed 2."
        )
        return Dataset(name, train_x.T, train[2], test_x.T, test[2], self.class_names, (2,), note)


# scikit-learn draws the noise of circles and moons last, from the same generator.


def _circles(rng: np.random.RandomState, count: int) -> Points:
    from sklearn.datasets import make_circles

    places, classes = make_circles(n_samples=count, random_state=rng)
    return places, rng.standard_normal(places.shape), classes


def _moons(rng: np.random.RandomState, count: int) -> Points:
    from sklearn.datasets import make_moons

    places, classes = make_moons(n_samples=count, random_state=rng)
    return places, rng.standard_normal(places.shape), classes


def _blobs(rng: np.random.RandomState, count: int) -> Points:
    from sklearn.datasets import make_blobs

    centres = np.array(BLOB_CENTRES)
    shifts, classes = make_blobs(
        n_samples=count, centers=0.0 * centres, cluster_std=1.0, random_state=rng
    )
    return centres[classes], shifts, classes


def _spirals(rng: np.random.RandomState, count: int) -> Points:
    """Points of the two arms in turn, from three uniform numbers each."""
    classes = np.arange(count) % 2
    along, *shifts = rng.random_sample((3, count))
    radius = SPIRAL_INNER + (SPIRAL_OUTER - SPIRAL_INNER) * along
    angle = SPIRAL_ANGLE * along + math.pi * classes
    places = np.stack([radius * cos(angle), radius * sin(angle)], axis=1)
    return places, 2.0 * np.stack(shifts, axis=1) - 1.0, classes


PLANES = (
    Plane(
        name="circles",
        about="The course's two circles, one around the other; no line separates them.",
        source="the course's helper module; scikit-learn, make_circles",
        class_names=("outer", "inner"),
        draw=_circles,
        noise=0.05,
        meaning="with noise",
        how="make_circles",
    ),
    Plane(
        name="moons",
        about="Two half moons that reach into each other.",
        source="scikit-learn, make_moons",
        class_names=("upper", "lower"),
        draw=_moons,
        noise=0.1,
        meaning="with noise",
        how="make_moons",
    ),
    Plane(
        name="blobs",
        about="Two round clouds that a line separates almost perfectly.",
        source="scikit-learn, make_blobs",
        class_names=("right", "left"),
        draw=_blobs,
        noise=0.6,
        meaning="with standard deviation",
        how="make_blobs around (1, 1) and (-1, -1)",
    ),
    Plane(
        name="spirals",
        about="Two spiral arms wound into each other; the hardest of the four in the plane.",
        source="after Lang and Witbrock 1988, Learning to tell two spirals apart",
        class_names=("second", "first"),
        draw=_spirals,
        noise=0.04,
        meaning="each way by up to",
        how="Points at random along two arms, shifted",
    ),
)
ENTRIES = tuple(plane.entry() for plane in PLANES)
