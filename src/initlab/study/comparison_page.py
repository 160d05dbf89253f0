"""A comparison as a page: verdict, table, curves, decision maps, layers over training."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from initlab import __version__
from initlab.report import Code, Page, Picture, Row, Section, Table, Text
from initlab.study import comparison_pictures as pictures
from initlab.study import comparison_tables as tables
from initlab.study.comparison_command import command
from initlab.study.comparison_summary import percent
from initlab.study.diagnosis import amount

if TYPE_CHECKING:
    from initlab.study.comparison import Comparison


def comparison_page(comparison: Comparison) -> Page:
    """The report of a comparison; everything on it comes from what was measured."""
    sections = [
        Section("Conclusions", _conclusions(comparison)),
        Section("Cost", [_costs(comparison)]),
        *_decision_maps(comparison),
        *_examples(comparison),
        *_layers(comparison),
        Section("How to repeat this", _repeat(comparison)),
    ]
    return Page(
        title=f"Initializations compared on {comparison.batch.dataset.name}",
        verdict=comparison.verdict,
        sections=sections,
        footer=f"initlab {__version__}",
    )


def _conclusions(comparison: Comparison) -> list[Table | Text]:
    first, spread = tables.conclusions(comparison), tables.over_seeds(comparison)
    meaning = (
        f"{first.caption}. Accuracy is the share of examples predicted rightly after training; "
        f"cost is {_cost_in_words(comparison)}."
    )
    blocks: list[Table | Text] = [Table(first.columns, first.rows, meaning)]
    if spread is not None:
        meaning = (
            f"{spread.caption}: a seed changes the weights, never the data. A run that diverged "
            "counts as infinite cost and as no example right."
        )
        blocks.append(Table(spread.columns, spread.rows, meaning))
    return [*blocks, *(Text(note) for note in tables.notes(comparison))]


def _cost_in_words(comparison: Comparison) -> str:
    squared = comparison.runs[0].loss == "squared"
    return "half the mean squared error" if squared else "the mean cross-entropy in nats"


def _costs(comparison: Comparison) -> Picture:
    many = len(comparison.seeds) > 1
    above = _above_the_picture(comparison)
    dotted = any(result.undetermined_from is not None for result in comparison.results)
    if dotted and not many:
        above += (
            " Dotted: digits that are an accident of rounding, because a twin that began one unit "
            "in the last place away has parted from the run."
        )
    spread = " Lines are medians over the seeds, bands the middle half." if many else ""
    history = max((r.outcome.history for r in comparison.results), key=len)
    firsts = [comparison.of(row.name)[0].outcome.history for row in comparison.rows]
    data = Table(
        ["Iteration", *(row.title for row in comparison.rows)],
        [
            [o.iteration, *(h[i].cost if i < len(h) else None for h in firsts)]
            for i, o in enumerate(history)
        ],
        f"Cost of seed {comparison.seeds[0]}",
    )
    return Picture(
        pictures.costs_svg(comparison),
        "Cost on the training data before the update of each iteration, on a logarithmic axis: "
        f"a start is good if its curve falls early and far.{spread}{above}",
        data,
    )


def _above_the_picture(comparison: Comparison) -> str:
    ceiling = pictures.cost_ceiling(comparison)
    highest = {
        row.title: max(o.cost for r in comparison.of(row.name) for o in r.outcome.history)
        for row in comparison.rows
    }
    names = [f"{title} (up to {amount(cost)})" for title, cost in highest.items() if cost > ceiling]
    return f" Beyond its upper edge: {', '.join(names)}." if names else ""


def _decision_maps(comparison: Comparison) -> list[Section]:
    if len(comparison.batch.dataset.train_x) != 2 or not pictures.can_be_mapped(comparison):
        return []
    maps = [
        Picture(
            pictures.boundary_svg(comparison, row.name),
            row.title
            if row.train_accuracy is None
            else f"{row.title}: {percent(row.train_accuracy)} of the training data right.",
        )
        for row in comparison.rows
    ]
    line = "The dark line is where it cannot decide; a good one separates the two kinds of points."
    lead = Text(
        f"What each network of seed {comparison.seeds[0]} predicts after training. "
        + (line if comparison.batch.dataset.classes == 2 else "Each colour is a class.")
    )
    return [Section("Decision maps", [lead, Row(maps)])]


def _examples(comparison: Comparison) -> list[Section]:
    dataset = comparison.batch.dataset
    if len(dataset.feature_shape) < 2:
        return []
    caption = f"The first training example of each class. {dataset.note}"
    return [Section("The data", [Picture(pictures.examples_svg(dataset), caption)])]


def _layers(comparison: Comparison) -> list[Section]:
    firsts = [comparison.of(row.name)[0] for row in comparison.rows]
    firsts = [result for result in firsts if result.outcome.history]
    signal = [
        Picture(
            pictures.layers_svg(result, lambda o: o.mean_square, "mean square"),
            f"{result.run.start.title}: " + _silence(result.outcome.history[0].silent_share[:-1]),
        )
        for result in firsts
    ]
    gradient = [
        Picture(
            pictures.layers_svg(result, lambda o: o.gradient_norm, "gradient norm"),
            f"{result.run.start.title}: " + _reach(result.outcome.history[0].gradient_norm),
        )
        for result in firsts
    ]
    return [
        Section(
            "Signal, layer by layer",
            [
                Text(
                    "Mean square of each layer's activations during training. Layers that start "
                    "at about the same height pass the signal on; a fan of lines loses or inflates "
                    "it. A layer without values is 0 throughout, or not finite."
                ),
                Row(signal),
            ],
        ),
        Section(
            "Gradient, layer by layer",
            [
                Text(
                    "Norm of the cost's gradient with respect to each layer's weights: what a "
                    "layer can learn from; a layer at 0 learns nothing."
                ),
                Row(gradient),
            ],
        ),
    ]


def _silence(shares: tuple[float, ...]) -> str:
    silent = [
        f"{percent(share)} of layer {number}" for number, share in enumerate(shares, 1) if share > 0
    ]
    if not silent:
        return "no unit is silent at the start."
    return f"silent at the start, 0 for every example: {' and '.join(silent)}."


def _reach(norms: tuple[float, ...]) -> str:
    first, last = norms[0], norms[-1]
    if not any(norms):
        return "no gradient reaches any weight at the start."
    if len(norms) == 1 or last == 0 or not (isfinite(first) and isfinite(last)):
        return f"{amount(first)} at the start."
    if first == 0:
        return "no gradient reaches the first layer at the start."
    return f"the first layer starts with {first / last:.2g} times the output layer's gradient."


def _repeat(comparison: Comparison) -> list[Text | Code]:
    return [
        Text(f"{comparison.batch.dataset.note} Data fingerprint (SHA-256):"),
        Code(comparison.batch.dataset.fingerprint()),
        Code(" \\\n  ".join(["initlab", *command(comparison)])),
    ]
