"""The points in the plane as bytes: where they belong and which way noise shifts them."""

from __future__ import annotations

import numpy as np

from initlab.datasets.synthetic import PLANES, TEST, TRAIN, Plane
from tools.playground.floats import written


def planes() -> list[dict[str, object]]:
    """What `datasets.json` holds; the page adds noise · shift to places, as the library does."""
    return [
        {
            "name": plane.name,
            "about": plane.about,
            "source": plane.source,
            "classNames": plane.class_names,
            "noise": plane.noise,
            "train": _part(plane, *TRAIN),
            "test": _part(plane, *TEST),
        }
        for plane in PLANES
    ]


def _part(plane: Plane, count: int, seed: int) -> dict[str, object]:
    places, shifts, classes = plane.draw(np.random.RandomState(seed), count)
    return {
        "count": count,
        "places": written(places.T, "f8"),
        "shifts": written(shifts.T, "f8"),
        "classes": "".join(map(str, classes)),
    }
