"""The tables of a comparison as plain cells, for the terminal and for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from initlab.initializers.families.scaling import TWO_NAMES
from initlab.initializers.own import Own
from initlab.study.comparison_summary import percent
from initlab.study.diagnosis import amount

if TYPE_CHECKING:
    from initlab.study.comparison import Comparison


@dataclass(frozen=True)
class Cells:
    """A table: its caption, its headings and its rows of text."""

    caption: str
    columns: tuple[str, ...]
    rows: list[list[str]]


def conclusions(comparison: Comparison) -> Cells:
    """The documents' table, of the first seed."""
    return Cells(
        f"{network_sentence(comparison)}, seed {comparison.seeds[0]}",
        ("Model", "Weights", "Train", "Test", "Cost at start", "at end", "Problem / comment"),
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
    )


def over_seeds(comparison: Comparison) -> Cells | None:
    """Final figures over all seeds; None for a single one."""
    seeds = comparison.seeds
    if len(seeds) == 1:
        return None
    part = "Train" if comparison.batch.dataset.test_x is None else "Test"
    cells = []
    for row in comparison.rows:
        over = row.over_seeds
        low, middle, high = over.cost
        cells.append(
            [
                row.title,
                amount(middle),
                f"{amount(low)} – {amount(high)}",
                f"{over.lowest_in} of {over.seeds}",
                f"{over.learned_in} of {over.seeds}",
                percent(over.accuracy),
                str(over.diverged_in),
            ]
        )
    return Cells(
        f"Over {len(seeds)} seeds, {seeds[0]} … {seeds[-1]}",
        (
            "Model",
            "Final cost, median",
            "middle half",
            "Lowest in",
            "Learned in",
            f"{part}, median",
            "Diverged",
        ),
        cells,
    )


def notes(comparison: Comparison) -> list[str]:
    """What a reader of the tables has to know."""
    bases = {run.start.name.split(":")[0].split("_")[0] for run in comparison.runs}
    names = [TWO_NAMES] if bases & {"xavier", "glorot"} else []
    return [*names, *_seedless(comparison), *_horizons(comparison)]


def _seedless(comparison: Comparison) -> list[str]:
    """User's functions whose runs are all the same, because they set a seed of their own."""
    found = []
    for row in comparison.rows:
        results = comparison.of(row.name)
        same = all(r.outcome.history == results[0].outcome.history for r in results)
        if len(results) > 1 and same and isinstance(results[0].run.start, Own):
            found.append(
                f"{row.title} ignores the seed: its {len(results)} runs are one and the same."
            )
    return found


def _horizons(comparison: Comparison) -> list[str]:
    """Which of the runs shown have digits that mean nothing, and from where on."""
    parted = [(row.title, comparison.of(row.name)[0].undetermined_from) for row in comparison.rows]
    listed = [f"{title} from iteration {at:,}" for title, at in parted if at is not None]
    if not listed:
        return []
    return [
        f"The digits are an accident of rounding for {', '.join(listed)}: a twin that began one "
        "unit in the last place away has parted from it there."
    ]


def network_sentence(comparison: Comparison) -> str:
    """What was trained: `circles, 2-10-5-1 relu, 15,000 iterations at rate 0.01`."""
    spec = comparison.runs[0]
    sizes = "-".join(map(str, spec.sizes))
    activation = f" {spec.activation}" if spec.hidden else ""
    return (
        f"{comparison.batch.dataset.name}, {sizes}{activation}, "
        f"{spec.iterations:,} iterations at rate {spec.learning_rate:g}"
    )
