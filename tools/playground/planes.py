"""The points in the plane as bytes: where they belong and which way noise shifts them."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import ArrayLike

from initlab.datasets.synthetic import PLANES, TEST, TRAIN, Plane


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
        "places": float64s(places.T),
        "shifts": float64s(shifts.T),
        "classes": "".join(map(str, classes)),
    }


def float64s(values: ArrayLike) -> str:
    """Little-endian float64, rows one after another, in base64."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f8").tobytes()).decode()
