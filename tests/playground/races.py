"""Specs to race: more than a hundred, every activation, loss, optimizer and law among them."""

from __future__ import annotations

import json

import numpy as np

from initlab import activations, datasets
from initlab.datasets import Dataset
from initlab.networks import Spec
from initlab.networks.spec import LOSSES, OPTIMIZERS
from tests.playground.conftest import PLAYGROUND, encoded, examples_for_page, for_page

OBSERVED = (0, 7, 130)  # one of them beyond the page's chunk of 100
CATALOGUE = json.loads((PLAYGROUND / "src" / "generated" / "catalogue.json").read_text("utf-8"))
STARTS = [entry["name"] for entry in CATALOGUE["initializers"]] + [
    "random:scale=0.01",
    "he:scale=3.7,fan=geometric",
    "xavier:distribution=truncated",
    "gained:activation=gelu_tanh,distribution=uniform",
    "unit_uniform:low=-0.3,high=1.1",
    "he_leaky:leak=0.3",
    "kumar:activation=softplus",
    "gained:activation=swish,direction=backward",
    "kaiming_uniform",
]
SIZES = ((), (10, 5), (4,), (7, 7, 7), (1, 3), (16, 8, 2, 5), (20,))


def classes(count: int, seed: int) -> Dataset:
    """Points of so many classes at random."""
    rng = np.random.default_rng(seed)
    train, test = rng.normal(size=(2, 3, 47))
    labels = np.arange(47) % count
    names = tuple("abcde"[:count])
    return Dataset("classes", train, labels, test, labels, names, (3,), "At random.")


DATA = {"binary": datasets.load("circles"), "softmax": classes(4, 1), "squared": classes(2, 2)}


def races() -> list[tuple[Dataset, list[Spec]]]:
    """Races of up to six specs that share a data set, and a few shapes between them."""
    result = []
    for race in range(24):
        loss = LOSSES[race % 3]
        inputs, outputs = (2, 1) if loss == "binary" else (3, {"softmax": 4, "squared": 1}[loss])
        specs = [
            Spec(
                (inputs, *SIZES[(race + n // 3) % len(SIZES)], outputs),
                activations.names()[(2 * race + n // 3) % len(activations.names())],
                loss,
                STARTS[(6 * race + n) % len(STARTS)],
                seed=(37 * race + 101 * n) % 1000,
                learning_rate=(0.01, 0.3)[n % 2],
                iterations=OBSERVED[-1],
                optimizer=OPTIMIZERS[race % 4],
                momentum=0.85,
                batch_size=(None, 32, 300)[race % 3 if race % 2 else 0],
                l2=(0.0, 0.01)[(race + n // 2) % 2],
                record_at=OBSERVED,
            )
            for n in range(5 if race % 4 == 3 else 6)
        ]
        result.append((DATA[loss], specs))
    return result


def request(data: Dataset, specs: list[Spec]) -> dict[str, object]:
    """A race as page.mjs wants it; what it predicts are the test examples."""
    return {
        "specs": [for_page(spec) for spec in specs],
        "train": examples_for_page(specs[0], data.train_x, data.train_y),
        "test": examples_for_page(specs[0], data.test_x, data.test_y),
        "observeAt": OBSERVED,
        "grid": encoded(data.test_x),
    }
