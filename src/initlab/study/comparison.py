"""`compare`: the same network from several initializations, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from initlab import datasets
from initlab import initializers as catalogue
from initlab.datasets import Dataset
from initlab.errors import DomainError, InitlabError, unknown_name
from initlab.initializers import Draws, Initializer
from initlab.initializers.own import Own, wrap
from initlab.networks import Spec
from initlab.report.numerals import finite
from initlab.study.batch import Batch, one_cell
from initlab.study.comparison_summary import Row, rows, verdict
from initlab.study.training import Result, run_batch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# A name, a record, or a function of the user's.
Start = str | Initializer | Own | Callable[..., Any]
THE_FIVE = ("zeros", "random", "he", "xavier", "glorot")
RECORDED = 15  # measurements of a run, as many as the course's notebook prints


def compare(
    data: str | PathLike[str] | Dataset = "circles",
    initializers: Start | Sequence[Start] = THE_FIVE,
    *,
    layers: Sequence[int] = (10, 5),
    activation: str = "relu",
    loss: str | None = None,
    learning_rate: float = 0.01,
    iterations: int | None = None,
    seed: int | None = None,
    seeds: int = 1,
    horizon: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Comparison:
    """Train the same network from several initializations and say which start is better.

    Args:
        data: a data set, its name, or a file or folder as `initlab.datasets.load` takes them.
        initializers: names, records, or functions of your own; by default the course's five.
        layers: units of each hidden layer; none is logistic regression.
        activation: of the hidden layers.
        loss: by default "binary" for two classes and "softmax" for more.
        learning_rate: of full-batch gradient descent.
        iterations: updates; 15,000 by default, 1,000 for pictures.
        seed: of the first run, by default 3, and 1 for pictures, as in the course.
        seeds: runs per initializer: seed, seed + 1, …
        horizon: look for the chaos horizon of every run; otherwise of the first seed's, at most 8.
        progress: called now and then with the share done, from 0 to 1.
    Returns: a `Comparison`, which prints, plots and shows itself.
    Raises: InitlabError: a name, number, function or data set that cannot be used.

    >>> result = compare(initializers=["zeros", "he"], learning_rate=0.1, iterations=1000)
    >>> print(result.verdict)
    He trains this network best (96% of the test data right, cost ...
    """
    batch = comparison_batch(
        data, initializers, layers, activation, loss, learning_rate, iterations, seed, seeds
    )
    return Comparison(batch, run_batch(batch, progress, horizon=horizon))


def comparison_batch(
    data: str | PathLike[str] | Dataset,
    initializers: Start | Sequence[Start],
    layers: Sequence[int],
    activation: str,
    loss: str | None,
    learning_rate: float,
    iterations: int | None,
    seed: int | None,
    seeds: int,
) -> Batch:
    """The batch that `compare` trains, with its defaults filled in."""
    dataset = data if isinstance(data, Dataset) else datasets.load(data)
    usual = defaults(dataset)
    loss = usual.loss if loss is None else loss
    iterations = usual.iterations if iterations is None else iterations
    if loss == "binary" and dataset.classes != 2:
        raise DomainError(
            f"The binary loss needs two classes; {dataset.name} has {dataset.classes}. Use softmax."
        )
    if isinstance(layers, int):
        raise DomainError(f"Layers are a list of sizes, as in [10, 5]; got {layers}.")
    spec = Spec(
        (len(dataset.train_x), *layers, dataset.classes if loss == "softmax" else 1),
        activation,
        loss,
        learning_rate=learning_rate,
        iterations=iterations,
    )
    spec = replace(spec, record_at=usual.record_at(spec.iterations))
    entries = [initializers] if isinstance(initializers, str) else initializers
    if not isinstance(entries, Sequence):
        entries = [entries]
    return one_cell(
        dataset,
        spec,
        [_draws(entry) for entry in entries],
        usual.seed if seed is None else seed,
        seeds,
    )


@dataclass(frozen=True)
class Defaults:
    """What a comparison does unless told otherwise; pictures follow the course's blog."""

    loss: str
    iterations: int
    seed: int
    record_at: Callable[[int], tuple[int, ...]]


def defaults(dataset: Dataset) -> Defaults:
    """The defaults for these data.

    >>> defaults(datasets.load("circles")).iterations
    15000
    """
    loss = "binary" if dataset.classes == 2 else "softmax"
    if len(dataset.feature_shape) == 3:
        return Defaults(loss, 1_000, 1, printed_by_the_blog)
    return Defaults(loss, 15_000, 3, evenly)


def evenly(iterations: int) -> tuple[int, ...]:
    """Iterations to record, from 0: as the notebook does, 0, 1000 … 14000 of 15,000.

    >>> evenly(15_000)[:3], len(evenly(15_000))
    ((0, 1000, 2000), 15)
    """
    step = max(1, -(-iterations // RECORDED))
    return tuple(range(0, max(iterations, 1), step))


def printed_by_the_blog(iterations: int) -> tuple[int, ...]:
    """Iterations to record: 0 and the last of each hundred; of each tenth of fewer than 1,000.

    >>> printed_by_the_blog(1_000)[:3]
    (0, 99, 199)
    """
    step = 100 if iterations >= 1_000 else max(1, iterations // 10)
    return tuple(sorted({0, *range(step - 1, iterations, step)}))


def _draws(entry: Start) -> Draws:
    if isinstance(entry, str):
        return catalogue.parse(entry)
    return entry if isinstance(entry, Initializer | Own) else wrap(entry)


@dataclass(frozen=True)
class Comparison:
    """What `compare` found. Print it, plot it, or show it in a notebook."""

    batch: Batch
    results: list[Result]

    @property
    def runs(self) -> tuple[Spec, ...]:
        """The runs, initializer by initializer, seeds ascending."""
        return self.batch.runs

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds each initializer was drawn with."""
        return tuple(sorted({run.seed for run in self.runs}))

    @cached_property
    def rows(self) -> list[Row]:
        """One row of the conclusions table per initializer, of its first seed."""
        return rows(self.results, self.batch.dataset)

    @cached_property
    def verdict(self) -> str:
        """Which start is better and why, in one sentence."""
        return verdict(self.rows)

    def of(self, initializer: str) -> list[Result]:
        """The results of one initializer, seeds ascending.

        Args:
            initializer: its name as in `rows`, or as `initializers.parse` takes it.
        Raises: UnknownName: it was not compared.
        """
        names = {r.run.start.name for r in self.results}
        name = initializer
        if name not in names:
            try:
                name = catalogue.parse(initializer).name
            except InitlabError:
                name = ""
        if name not in names:
            raise unknown_name("compared initializer", initializer, names)
        return [r for r in self.results if r.run.start.name == name]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Cost against iterations, one curve per initializer, on `ax` or on a new figure."""
        from initlab.report import new_axes
        from initlab.study.comparison_pictures import draw_costs

        return draw_costs(self, ax if ax is not None else new_axes())

    def plot_boundary(self, initializer: str, ax: Axes | None = None) -> Axes:
        """The trained network's decision map on two-feature data.

        Raises: DataError: the data have more than two features.
        """
        from initlab.report import new_axes
        from initlab.study.comparison_pictures import draw_boundary

        return draw_boundary(self, initializer, ax if ax is not None else new_axes())

    def write_report(self, path: str | Path = "report.html") -> Path:
        """Write the report, one offline HTML file, and return its path.

        Raises: FileError: it cannot be written there; nothing half-written is left.
        """
        from initlab.report import write
        from initlab.study.comparison_page import comparison_page

        return write(comparison_page(self), Path(path))

    def to_json(self) -> dict[str, Any]:
        """What was measured, ready for `json.dumps`; numbers that are not finite are None."""
        return {
            "schema": 1,
            "data": self.batch.dataset.name,
            "verdict": self.verdict,
            "runs": [_run_json(result) for result in self.results],
        }

    def __str__(self) -> str:
        from initlab.study.comparison_text import comparison_text

        return comparison_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from initlab.report import render
        from initlab.study.comparison_page import comparison_page

        return render(comparison_page(self), fragment=True)


def _run_json(result: Result) -> dict[str, Any]:
    outcome, spec = result.outcome, result.run
    return {
        "initializer": result.run.start.name,
        "seed": result.run.seed,
        "layers": list(spec.sizes),
        "activation": spec.activation,
        "loss": spec.loss,
        "learning_rate": spec.learning_rate,
        "iterations": [o.iteration for o in outcome.history],
        "cost": [finite(o.cost) for o in outcome.history],
        "final_cost": finite(outcome.final_cost),
        "train_accuracy": outcome.train_accuracy,
        "test_accuracy": outcome.test_accuracy,
        "diverged_at": outcome.diverged_at,
        **({} if result.twin is None else {"undetermined_from": result.undetermined_from}),
        "mean_square": [[finite(v) for v in o.mean_square] for o in outcome.history],
        "gradient_norm": [[finite(v) for v in o.gradient_norm] for o in outcome.history],
    }
