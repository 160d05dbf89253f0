"""`initlab compare`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def compare(
    *,
    data: str = "circles",
    init: Annotated[list[str] | None, Parameter(negative=())] = None,
    layers: str = "10,5",
    activation: str = "relu",
    loss: str | None = None,
    learning_rate: Annotated[float, Parameter(name=["--learning-rate", "--rate"])] = 0.01,
    iterations: int | None = None,
    seed: int | None = None,
    seeds: int = 1,
    horizon: Annotated[bool, Parameter(negative=())] = False,
    report: Path | None = None,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Train the same network from several initializations and say which start is better.

    Bare, it is the course's experiment: circles, and zeros, random, He, Xavier and Glorot.

    Parameters
    ----------
    data
        circles, moons, blobs, spirals, digits, digits:3,8, breast_cancer, FILE.csv, FILE.npz or
        images:DIR.
    init
        An initializer; repeat it to race several. A name (he), a name with parameters
        (random:scale=.01), or your own function (file.py:function or package.module:function),
        called with the layer sizes or with a shape and an rng.
    layers
        Units of each hidden layer, as in 10,5; "none" for logistic regression.
    activation
        Of the hidden layers: relu, tanh, sigmoid, gelu and others.
    loss
        binary, softmax or squared; by default the one that fits the number of classes.
    learning_rate
        Of gradient descent on all examples at once.
    iterations
        Updates of each run: 15,000, or 1,000 for pictures.
    seed
        Of the first run: 3, or 1 for pictures.
    seeds
        Runs for each initializer: SEED, SEED+1, ...
    horizon
        Look for the chaos horizon of every run, not only of the first seed's.
    report
        Write an HTML report with pictures: report.html, or the file you name.
    json
        Print the results as JSON instead of a table.
    """
    from initlab.cli import terminal
    from initlab.study.comparison import THE_FIVE, Comparison, plan_comparison
    from initlab.study.runner import run_plan
    from initlab.study.text import comparison_renderable

    if report is not None:
        from initlab.report import check_writable

        check_writable(report)
    plan = plan_comparison(
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
    with terminal.progress_bar(f"{len(plan.runs)} runs") as progress:
        comparison = Comparison(plan, run_plan(plan, progress, horizon=horizon))
    terminal.say_if_slow()
    written = comparison.write_report(report) if report is not None else None
    if json:
        terminal.print_json(comparison.to_json())
        return 0
    console = terminal.out()
    console.print(comparison_renderable(comparison))
    console.print()
    if written is not None:
        console.print(f"Report: {written}", soft_wrap=True)
    further = next_command(sys.argv[1:], seeds, report)
    console.print(f"Next: {terminal.program()} {further}", soft_wrap=True)
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
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise DomainError(
            f"Layers are whole numbers separated by commas, as in 10,5; got {text!r}."
        ) from None


def next_command(arguments: Sequence[str], seeds: int, report: Path | None) -> str:
    """The command that takes this result one step further, with what was asked for kept.

    >>> next_command(["compare", "--data", "moons"], seeds=1, report=None)
    'compare --data moons --seeds 20 --report'
    """
    if seeds > 1 and report is not None:
        return "compare --init random:scale=.01 --init random:scale=1 --init he"
    more = [] if seeds > 1 else ["--seeds", "20"]
    return shlex.join([*arguments, *more, *([] if report is not None else ["--report"])])
