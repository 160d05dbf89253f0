"""A comparison as a page: verdict, table, curves, decision maps, layers over training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from initlab import __version__
from initlab.report import Cell, Code, Page, Picture, Row, Section, Table, Text
from initlab.study import pictures
from initlab.study.diagnosis import amount
from initlab.study.summary import percent
from initlab.study.text import accuracy_name, network_sentence, notes_for

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
        title=f"Initializations compared on {comparison.plan.dataset.name}",
        verdict=comparison.verdict,
        sections=sections,
        footer=f"initlab {__version__}",
    )


def _conclusions(comparison: Comparison) -> list[Table | Text]:
    first = comparison.seeds[0]
    blocks: list[Table | Text] = [
        Table(
            [
                "Model",
                "Weights",
                "Train",
                "Test",
                "Cost at start",
                "Cost at end",
                "Problem / comment",
            ],
            [
                [
                    row.title,
                    row.formula,
                    percent(row.train_accuracy),
                    percent(row.test_accuracy),
                    amount(row.cost_at_start),
                    amount(row.cost_at_end),
                    row.comment,
                ]
                for row in comparison.rows
            ],
            f"{network_sentence(comparison)}, seed {first}. Accuracy is the share of examples "
            "predicted rightly after training; cost is in nats.",
        )
    ]
    if len(comparison.seeds) > 1:
        blocks.append(_spread(comparison))
    return [*blocks, *(Text(note) for note in notes_for(comparison))]


def _spread(comparison: Comparison) -> Table:
    rows: list[list[Cell]] = []
    for row in comparison.rows:
        low, middle, high = row.spread.cost
        rows.append(
            [
                row.title,
                amount(middle),
                f"{amount(low)} – {amount(high)}",
                f"{row.spread.best_of} of {row.spread.seeds}",
                percent(row.spread.test_accuracy),
                row.spread.diverged,
            ]
        )
    accuracy = f"{accuracy_name(comparison)}, median"
    return Table(
        ["Model", "Final cost, median", "Middle half", "Lowest in", accuracy, "Diverged"],
        rows,
        f"The same over {len(comparison.seeds)} seeds, {comparison.seeds[0]} to "
        f"{comparison.seeds[-1]}: a seed changes the weights, never the data. A run that diverged "
        "counts as infinite cost.",
    )


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
    if len(comparison.plan.dataset.train_x) != 2:
        return []
    maps = [
        Picture(
            pictures.boundary_svg(comparison, row.name),
            f"{row.title}: {percent(row.train_accuracy)} of the training data right.",
        )
        for row in comparison.rows
    ]
    lead = Text(
        f"What each network of seed {comparison.seeds[0]} predicts after training. The dark line "
        "is where it cannot decide; a good one separates the two kinds of points."
    )
    return [Section("Decision maps", [lead, Row(maps)])]


def _examples(comparison: Comparison) -> list[Section]:
    dataset = comparison.plan.dataset
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
                    "it. A line that is missing is 0 throughout."
                ),
                Row(signal),
            ],
        ),
        Section(
            "Gradient, layer by layer",
            [
                Text(
                    "Norm of the cost's gradient with respect to each layer's weights: what a "
                    "layer can learn from. A line that is missing is 0 throughout: that layer "
                    "learns nothing."
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
    return f"at the start {' and '.join(silent)} is silent, 0 for every example."


def _reach(norms: tuple[float, ...]) -> str:
    first, last = norms[0], norms[-1]
    if not any(norms):
        return "no gradient reaches any weight at the start."
    if len(norms) == 1 or last == 0:
        return f"{amount(first)} at the start."
    if first == 0:
        return "no gradient reaches the first layer at the start."
    return f"the first layer starts with {first / last:.2g} times the output layer's gradient."


def _repeat(comparison: Comparison) -> list[Text | Code]:
    spec = comparison.runs[0]
    hidden = ",".join(map(str, spec.hidden)) or "none"
    words = [
        "initlab compare",
        f"--data {comparison.plan.dataset.name}",
        *(f"--init {row.name}" for row in comparison.rows),
        f"--layers {hidden}",
        f"--activation {spec.activation}",
        f"--loss {spec.loss}",
        f"--learning-rate {spec.learning_rate!r}",
        f"--iterations {spec.iterations}",
        f"--seed {comparison.seeds[0]}",
        f"--seeds {len(comparison.seeds)}",
    ]
    return [
        Text(f"{comparison.plan.dataset.note} Data fingerprint (SHA-256):"),
        Code(comparison.plan.dataset.fingerprint()),
        Code(" \\\n  ".join(words)),
    ]
