"""Which depths can be trained, and what the theory says: the picture of Schoenholz et al. 2017.

    python examples/trainability.py

The engine trains tanh networks on the digits, one for each weight variance and depth, for the same
number of updates; the theory draws 6 ξ_c over their training accuracy. Signals survive about so
many layers, and with them the gradients that teach. Writes `docs/images/trainability.png`.

Source: Schoenholz, Gilmer, Ganguli and Sohl-Dickstein 2017, arXiv:1611.01232.
"""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np

import initlab
from initlab import theory
from initlab.initializers import Layer
from initlab.report import heatmap, styled

TARGET = Path(__file__).parents[1] / "docs" / "images" / "trainability.png"
WEIGHT_VARS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0)
BIAS_VAR = 0.05
DEPTHS = (8, 16, 24, 32, 40, 52, 64)
WIDTH = 64
UPDATES = 300
DEPTHS_OF_ARRIVAL = 6  # ξ_c that a signal survives, as in the paper


def start(sizes: tuple[int, ...], weight_var: float, rng: np.random.Generator) -> tuple[Layer, ...]:
    """Weights of variance σ_w² / inputs and biases of variance σ_b²."""
    return tuple(
        Layer(
            rng.normal(0, np.sqrt(weight_var / inputs), (outputs, inputs)),
            rng.normal(0, np.sqrt(BIAS_VAR), (outputs, 1)),
        )
        for inputs, outputs in pairwise(sizes)
    )


def accuracies() -> np.ndarray:
    """Training accuracy, shape (depths, weight variances)."""
    data, rng = initlab.datasets.load("digits"), np.random.default_rng(1)
    specs, starts = [], []
    for depth, weight_var in product(DEPTHS, WEIGHT_VARS):
        sizes = (len(data.train_x), *[WIDTH] * depth, data.classes)
        starts.append(start(sizes, weight_var, rng))
        specs.append(
            initlab.Spec(
                sizes,
                activation="tanh",
                loss="softmax",
                optimizer="momentum",
                learning_rate=0.002,
                batch_size=64,
                iterations=UPDATES,
            )
        )
    outcomes = initlab.train(specs, data, parameters=starts)
    trained = [outcome.train_accuracy or 0.0 for outcome in outcomes]
    return np.reshape(trained, (len(DEPTHS), len(WEIGHT_VARS)))


def reach(weight_vars: np.ndarray) -> list[float]:
    """6 ξ_c, in layers."""
    blocks = [theory.Block("tanh", float(weight_var), BIAS_VAR) for weight_var in weight_vars]
    return [DEPTHS_OF_ARRIVAL * theory.depth_scales(block).correlation_depth for block in blocks]


@styled()
def draw() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.4), layout="constrained", facecolor="white")
    ax = figure.subplots()
    rows = accuracies()[::-1]
    names = [f"{weight_var:g}" for weight_var in WEIGHT_VARS]
    heatmap(ax, rows, [str(d) for d in DEPTHS[::-1]], names, label="training accuracy")
    fine = np.linspace(WEIGHT_VARS[0], WEIGHT_VARS[-1], 200)
    layers = np.array(reach(fine))
    # Cells are at 0, 1, 2 …, the deepest on top.
    x = np.interp(fine, WEIGHT_VARS, np.arange(len(WEIGHT_VARS)))
    y = np.interp(layers, DEPTHS, np.arange(len(DEPTHS))[::-1])
    inside = layers <= DEPTHS[-1]
    ax.plot(x, np.where(inside, y, np.nan), color="#d55e00", linewidth=2.5)
    ax.set_xlabel("σ_w²")
    ax.set_title(f"hidden layers, σ_b² = {BIAS_VAR}; line: 6 ξ_c of the theory", loc="left")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(TARGET, dpi=110)


if __name__ == "__main__":
    draw()
