"""`initlab theory`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from initlab import activations
from initlab.cli.compare import whole

if TYPE_CHECKING:
    from initlab.activations import Activation

DEPTH = 30


def theory(
    activation: Annotated[
        str | None, Parameter(help=f"One of {', '.join(activations.names())}.")
    ] = None,
    /,
    *,
    weight_var: Annotated[
        float | None,
        Parameter(
            help=(
                "σ_w², inputs times the variance of a weight: He is 2, LeCun 1. By default what "
                "is recommended, or critical with the --bias-var given."
            )
        ),
    ] = None,
    bias_var: Annotated[
        float | None,
        Parameter(help="σ_b², the variance of a bias; 0 if only --weight-var is given."),
    ] = None,
    depth: Annotated[int, Parameter(converter=whole, help="Hidden layers.")] = DEPTH,
    activation_from: Annotated[
        str | None,
        Parameter(
            help=(
                "A function of your own instead, file.py:function or package.module:function, "
                "from a float64 array to one of its shape."
            )
        ),
    ] = None,
    kinks: Annotated[
        str, Parameter(help="Where its slope jumps, as in 0,1; precision needs it.")
    ] = "",
    report: Annotated[
        Path | None,
        Parameter(
            help=(
                "Write an HTML report with pictures, and networks measured beside the theory: "
                "report.html, or the file you name."
            )
        ),
    ] = None,
    json: Annotated[
        bool, Parameter(negative=(), help="Print the numbers as JSON instead of a table.")
    ] = False,
) -> int:
    """Tell what a deep network of one activation does at the start, for any variances.

    Gains, the edge of chaos, fixed points, depth scales and every layer, for infinite width.
    """
    from contextlib import redirect_stdout
    from sys import stderr

    from initlab.cli import terminal
    from initlab.study.theory_summary import summarize
    from initlab.study.theory_text import summary_renderable

    terminal.check_report(report)
    with redirect_stdout(stderr):  # what a function of the user's prints is not our output
        phi = chosen(activation, activation_from, kinks)
        summary = summarize(phi, depth, weight_var, bias_var)
    if json:
        terminal.print_json(summary.to_json())
    else:
        terminal.show(summary_renderable(summary))
    if report is not None:
        from initlab.report import write
        from initlab.study.theory_page import theory_page

        terminal.say_if_slow()
        with redirect_stdout(stderr), terminal.progress_bar("networks") as progress:
            page = theory_page(summary, progress)
        write(page, report)
    if not json:
        if report is not None:
            print(f"\nReport: {report}")
        options = {
            "--weight-var": weight_var,
            "--bias-var": bias_var,
            "--depth": None if depth == DEPTH else depth,
        }
        words = asked(activation, activation_from, kinks, options)
        following = next_step(words, report is not None, activation)
        print(f"\nNext: {terminal.program()} {following}")
    return 0


def chosen(name: str | None, own: str | None, kinks: str) -> Activation:
    """The activation of the catalogue, or the user's function."""
    from initlab.errors import DomainError
    from initlab.initializers.own import load_function

    if (name is None) == (own is None):
        got = "neither" if name is None else "both"
        raise DomainError(
            f"Give an activation, as in theory gelu, or --activation-from FILE.py:FUNCTION; "
            f"got {got}."
        )
    if own is not None:
        function = load_function(own)
        return activations.wrap(function, kinks=places(kinks), name=own.rpartition(":")[2])
    if kinks:
        raise DomainError("--kinks is for --activation-from: the catalogue knows its own.")
    return activations.get(str(name))


def places(text: str) -> list[float]:
    """Numbers from `0,1.5`; none from an empty text.

    >>> places("0,1.5"), places("")
    ([0.0, 1.5], [])
    """
    from initlab.errors import DomainError

    try:
        return [float(part) for part in text.split(",")] if text.strip() else []
    except ValueError:
        raise DomainError(
            f"Kinks are numbers separated by commas, as in 0,1; got {text!r}."
        ) from None


def next_step(words: list[str], reported: bool, name: str | None) -> str:
    """The pictures of what was asked for; then a race of such networks."""
    if not reported:
        return shlex.join(["theory", *words, "--report"])
    if name is None:
        return "theory tanh --report"
    return f"compare --activation {name} --layers 10,10,10,10"


def asked(
    name: str | None, own: str | None, kinks: str, options: dict[str, float | None]
) -> list[str]:
    """The words of a command, without those that are left at their defaults."""
    words = [name] if name is not None else ["--activation-from", str(own)]
    if kinks:
        words += ["--kinks", kinks]
    for option, value in options.items():
        if value is not None:
            words += [option, f"{value:g}"]
    return words
