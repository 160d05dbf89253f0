"""A comparison as text: the verdict, the conclusions table, and what to know of it."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from initlab.initializers.scaling import TWO_NAMES
from initlab.study.diagnosis import amount
from initlab.study.summary import percent

if TYPE_CHECKING:
    from initlab.study.comparison import Comparison

PLAIN_WIDTH = 100


def comparison_renderable(comparison: Comparison) -> RenderableType:
    """Verdict and tables for a Rich console of any width."""
    parts: list[RenderableType] = [Text(comparison.verdict, style="bold"), "", _table(comparison)]
    if len(comparison.seeds) > 1:
        parts += ["", _spread_table(comparison)]
    notes = notes_for(comparison)
    return Group(*parts, *([""] if notes else []), *(Text(note, style="dim") for note in notes))


def comparison_text(comparison: Comparison) -> str:
    """The same as plain text, for `print` and files."""
    out = StringIO()
    Console(file=out, width=PLAIN_WIDTH, color_system=None).print(comparison_renderable(comparison))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def notes_for(comparison: Comparison) -> list[str]:
    """What a reader of the table has to know."""
    bases = {run.start.name.split(":")[0].split("_")[0] for run in comparison.runs}
    names = [TWO_NAMES] if bases & {"xavier", "glorot"} else []
    return [*names, *_horizons(comparison)]


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


def _table(comparison: Comparison) -> Table:
    seed = comparison.seeds[0]
    table = Table(
        title=f"{network_sentence(comparison)}, seed {seed}",
        title_justify="left",
        title_style="",
    )
    table.add_column("Model")
    for heading in ("Train", "Test", "Cost at start", "at end"):
        table.add_column(heading, justify="right")
    table.add_column("Problem / comment", ratio=1)
    for row in comparison.rows:
        table.add_row(
            Text(row.title),
            percent(row.train_accuracy),
            percent(row.test_accuracy),
            amount(row.cost_at_start),
            amount(row.cost_at_end),
            Text(row.comment),
        )
    return table


def _spread_table(comparison: Comparison) -> Table:
    seeds = comparison.seeds
    table = Table(
        title=f"Over {len(seeds)} seeds, {seeds[0]} … {seeds[-1]}",
        title_justify="left",
        title_style="",
    )
    table.add_column("Model")
    for heading in (
        "Final cost, median",
        "middle half",
        "Lowest in",
        f"{accuracy_name(comparison)}, median",
        "Diverged",
    ):
        table.add_column(heading, justify="right")
    for row in comparison.rows:
        low, middle, high = row.spread.cost
        table.add_row(
            Text(row.title),
            amount(middle),
            f"{amount(low)} – {amount(high)}",
            f"{row.spread.best_of} of {row.spread.seeds}",
            percent(row.spread.test_accuracy),
            str(row.spread.diverged),
        )
    return table


def accuracy_name(comparison: Comparison) -> str:
    """Which accuracy the spread is of."""
    return "Train" if comparison.plan.dataset.test_x is None else "Test"


def network_sentence(comparison: Comparison) -> str:
    """What was trained: `circles, 2-10-5-1 relu, 15,000 iterations at rate 0.01`."""
    spec = comparison.runs[0]
    sizes = "-".join(map(str, spec.sizes))
    return (
        f"{comparison.plan.dataset.name}, {sizes} {spec.activation}, "
        f"{spec.iterations:,} iterations at rate {spec.learning_rate:g}"
    )
