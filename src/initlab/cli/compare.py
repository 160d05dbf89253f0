"""`initlab compare`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, Token

from initlab import activations

if TYPE_CHECKING:
    from initlab.study.comparison import Comparison


def whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number; 1.5 is refused, not rounded."""
    text = tokens[0].value
    if not text.lstrip("+-").isdecimal():
        raise ValueError(f"takes a whole number; got {text!r}.")
    return int(text)


def compare(
    *,
    data: Annotated[
        str,
        Parameter(
            help=(
                "circles, moons, blobs, spirals, digits, digits:3,8, breast_cancer, a "
                "file FILE.csv or FILE.npz, or images:DIR. The first four take "
                ":noise=0.2, how far their points are scattered; files and folders take "
                ":test=0.2, the share held back, and pictures :size=64, to scale them."
            )
        ),
    ] = "circles",
    init: Annotated[
        list[str] | None,
        Parameter(
            negative=(),
            help=(
                "An initializer; repeat it to race several. A name (he), a name with "
                "parameters (random:scale=.01), or your own function (file.py:function "
                "or package.module:function), called with the layer sizes or with a "
                "shape and an rng."
            ),
        ),
    ] = None,
    layers: Annotated[
        str,
        Parameter(help=("Units of each hidden layer, as in 10,5; 'none' for logistic regression.")),
    ] = "10,5",
    activation: Annotated[
        str,
        Parameter(help=f"Of the hidden layers: {', '.join(activations.names())}."),
    ] = "relu",
    loss: Annotated[
        str | None,
        Parameter(
            help=("binary, softmax or squared; by default the one that fits the number of classes.")
        ),
    ] = None,
    learning_rate: Annotated[
        float,
        Parameter(
            name=["--learning-rate", "--rate"],
            help=("Of gradient descent on all examples at once."),
        ),
    ] = 0.01,
    iterations: Annotated[
        int | None,
        Parameter(converter=whole, help=("Updates of each run: 15,000, or 1,000 for pictures.")),
    ] = None,
    seed: Annotated[
        int | None, Parameter(converter=whole, help=("Of the first run: 3, or 1 for pictures."))
    ] = None,
    seeds: Annotated[
        int, Parameter(converter=whole, help=("Runs for each initializer: SEED, SEED+1, ..."))
    ] = 1,
    horizon: Annotated[
        bool,
        Parameter(
            negative=(),
            help=("Look for the chaos horizon of every run, not only of the first seed's."),
        ),
    ] = False,
    report: Annotated[
        Path | None,
        Parameter(help=("Write an HTML report with pictures: report.html, or the file you name.")),
    ] = None,
    json: Annotated[
        bool, Parameter(negative=(), help=("Print the results as JSON instead of a table."))
    ] = False,
) -> int:
    """Train the same network from several initializations and say which start is better.

    Bare, it is the course's experiment: circles, and zeros, random, He, Xavier and Glorot.
    """
    from initlab.cli import terminal
    from initlab.study.comparison import THE_FIVE, Comparison, comparison_batch
    from initlab.study.comparison_text import comparison_renderable
    from initlab.study.training import run_batch

    terminal.check_report(report)
    batch = comparison_batch(
        data=data,
        initializers=init or THE_FIVE,
        layers=hidden_layers(layers),
        activation=activation,
        loss=loss,
        learning_rate=learning_rate,
        iterations=iterations,
        seed=seed,
        seeds=seeds,
    )
    terminal.say_if_slow()
    with terminal.progress_bar(f"{len(batch.runs)} runs") as progress:
        comparison = Comparison(batch, run_batch(batch, progress, horizon=horizon))
    if json:
        terminal.print_json(comparison.to_json())
    else:
        terminal.show(comparison_renderable(comparison))
    written = comparison.write_report(report) if report is not None else None
    if not json:
        if written is not None:
            print(f"\nReport: {written}")
        print(f"\nNext: {terminal.program()} {next_step(comparison, written)}")
    return 0


def hidden_layers(text: str) -> list[int]:
    """Sizes from `10,5`; none from `none` or an empty text.

    >>> hidden_layers("10,5"), hidden_layers("none")
    ([10, 5], [])
    """
    from initlab.errors import DomainError

    if text.strip() in ("", "none"):
        return []
    try:
        if not all(part.strip().isdecimal() for part in text.split(",")):
            raise ValueError
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise DomainError(
            f"Layers are whole numbers separated by commas, as in 10,5; got {text!r}."
        ) from None


def next_step(comparison: Comparison, report: Path | None) -> str:
    """The command that takes this result one step further, with what was asked for kept."""
    from initlab.study.comparison_command import command

    single = len(comparison.seeds) == 1
    words = command(comparison, seeds=20 if single else None)
    if not single and report is not None:
        return "compare --init random:scale=.01 --init random:scale=1 --init he"
    return " ".join([*words, "--report"])
