"""`initlab check`."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from initlab.cli.compare import whole

if TYPE_CHECKING:
    from initlab.checks.report import Report
    from initlab.checks.request_torch import Request

EXIT_FINDINGS = 1


def check(
    target: Annotated[
        str | None,
        Parameter(
            help=(
                "file.py:Class or package.module:factory, called without arguments; it gives "
                "a model, (model, batch) or (model, batch, loss)."
            )
        ),
    ] = None,
    /,
    *,
    input: Annotated[
        list[str] | None,
        Parameter(
            negative=(),
            help=(
                "Shape of a random batch, as in 8,3,224,224, or ids:8,128 for tokens of the "
                "first embedding's vocabulary; repeat it for several arguments."
            ),
        ),
    ] = None,
    loss: Annotated[
        str | None,
        Parameter(
            help=(
                "cross_entropy or mse, against random targets, or module:function of the "
                "model's output."
            )
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        Parameter(
            name=["--learning-rate", "--rate"],
            help="Yours, to judge the first steps with it; also that of --prove.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        Parameter(negative=(), help="Codes, or what codes begin with: SCL,GRD001."),
    ] = None,
    ignore: Annotated[
        list[str] | None, Parameter(negative=(), help="Codes to leave out, likewise.")
    ] = None,
    widths: Annotated[
        str | None,
        Parameter(help="module:factory from a width to a model, to judge scales across widths."),
    ] = None,
    seed: Annotated[
        int, Parameter(converter=whole, help="Of the model, the batch, the pass and the fix.")
    ] = 0,
    fix: Annotated[
        bool,
        Parameter(negative=(), help="Show the plan of a fix, and check what it gives."),
    ] = False,
    out: Annotated[
        Path | None,
        Parameter(
            help="With --fix: write the fix as a Python file to call, or as a state dict (.pt)."
        ),
    ] = None,
    prove: Annotated[
        int | None,
        Parameter(
            converter=whole,
            help="Train so many steps with and without the fix, and show both losses.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        Parameter(help="Write an HTML report with pictures: report.html, or the file you name."),
    ] = None,
    json: Annotated[
        bool, Parameter(negative=(), help="Print the findings as JSON instead of tables.")
    ] = False,
    explain: Annotated[
        str | None, Parameter(help="Print what a rule means, by code or name, and stop.")
    ] = None,
    example: Annotated[
        bool, Parameter(negative=(), help="Check a sick model that comes with initlab.")
    ] = False,
) -> int:
    """Say whether a PyTorch model is well initialized, what is wrong, and what repairs it.

    Exit code 0: nothing found, or notes only; 1: findings; 2: wrong use. A project's defaults
    stand in [tool.initlab.check] of pyproject.toml: target, input, loss, select, ignore.
    """
    from initlab.cli import terminal

    if explain is not None:
        from initlab.checks.text import explained

        print(explained(explain))
        return 0
    if report is not None:
        from initlab.report import check_writable

        check_writable(report)
    from initlab.checks.request_torch import Request, run, written

    request = Request(
        target=target,
        input=tuple(input or ()),
        loss=loss,
        learning_rate=learning_rate,
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        widths=widths,
        seed=seed,
        fix=fix,
        out=out,
        prove=prove,
        example=example,
    )
    with redirect_stdout(sys.stderr):  # what the user's code prints is no result of ours
        found, model = run(request, Path.cwd())
    patch = written(request, found, model)
    if json:
        terminal.print_json(found.to_json())
    else:
        from initlab.checks.text import check_renderable

        terminal.show(check_renderable(found))
    page = found.write_report(report) if report is not None else None
    if not json:
        for what, path in (("Report", page), ("Fix", patch)):
            if path is not None:
                print(f"\n{what}: {path}")
        print(f"\nNext: {next_step(request, found, page)}")
    return 0 if found.clean else EXIT_FINDINGS


def next_step(request: Request, found: Report, page: Path | None) -> str:
    """What takes this result one step further: a command, with what was asked for kept."""
    from initlab.checks.request_torch import command
    from initlab.cli.terminal import program

    words = [program(), *command(request)]
    if found.clean:
        return " ".join([*words, "--report"]) if page is None else f"open {page}"
    if not request.fix:
        return " ".join([*words, "--fix"])
    if found.plan and request.prove is None:
        return " ".join([*words, "--fix", "--prove 100"])
    if found.plan and request.out is None:
        return " ".join([*words, "--fix", "--out reinitialize.py"])
    return f"{program()} check --explain {found.findings[0].code}"
