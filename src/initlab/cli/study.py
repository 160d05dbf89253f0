"""`initlab study`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from initlab.cli.compare import whole
from initlab.cli.terminal import program

if TYPE_CHECKING:
    from initlab.study.executor import Executor
    from initlab.study.plan import Plan
    from initlab.study.runner import Summary
    from initlab.study.signals import Noted

app = App(
    name="study",
    help="Train every run of a plan; stop it anywhere, and the same command goes on.",
    help_format="plaintext",
    help_epilogue=(
        "Examples:\n"
        f"  {program()} study new plan.toml\n"
        f"  {program()} study plan.toml --dry-run\n"
        f"  {program()} study plan.toml --report\n"
        "A plan whose file is called new, status, report, export or repair: write ./new."
    ),
)

PlanFile = Annotated[Path, Parameter(help="The plan, a TOML file.")]
StoreFile = Annotated[Path, Parameter(help="The store of a study.")]
Json = Annotated[bool, Parameter(negative=(), help="Print JSON instead of text.")]


@app.default
def study(
    plan: PlanFile,
    /,
    *,
    store: Annotated[
        Path | None, Parameter(help="Where results are kept; by default PLAN with suffix .study.")
    ] = None,
    dry_run: Annotated[
        bool,
        Parameter(negative=(), help="Only say what it would take: runs, time, room on the disk."),
    ] = False,
    executor: Annotated[
        Literal["local", "dask"], Parameter(help="Where to train: here, or on Dask's workers.")
    ] = "local",
    scheduler: Annotated[
        str | None,
        Parameter(
            help=(
                "Of --executor dask: an address such as tcp://host:8786, or local:N for N worker "
                "processes here."
            )
        ),
    ] = None,
    threads: Annotated[
        int | None,
        Parameter(converter=whole, help="Of --executor local; by default all processors."),
    ] = None,
    report: Annotated[
        Path | None,
        Parameter(help="Write an HTML report at the end: report.html, or the file you name."),
    ] = None,
    json: Json = False,
) -> int:
    """Train every run of PLAN that its store does not hold yet.

    Ctrl-C saves what is finished; the same command goes on from there.
    """
    from initlab.study.signals import noted

    with noted() as stop:
        from initlab.cli import terminal
        from initlab.cli.study_progress import shown
        from initlab.study.runner import run_study
        from initlab.study.toml_plan import read_plan

        terminal.check_report(report)
        found = read_plan(plan)
        path = store or default_store(plan)
        if dry_run:
            terminal.say_if_slow()
            return _dry_run(found, plan, path, threads, json)
        trainer = _executor(executor, scheduler, threads)
        try:
            if executor == "local":
                terminal.say_if_slow()
            with shown(found.runs) as progress:
                summary = run_study(found, path, executor=trainer, progress=progress, stop=stop)
        finally:
            trainer.close()
    if stop.signal is not None:
        return _interrupted(summary, plan, path, stop, store is not None, json)
    if report is not None:
        _write_report(path, report)
    if json:
        terminal.print_json(_summary_json(summary, path, report))
    else:
        print(_told(summary, path))
        if report is not None:
            print(f"Report: {report}")
        following = f"export {_quoted(path)} --csv" if report is not None else "report"
        rest = f"{_quoted(path.with_suffix('.csv'))}" if report is not None else _quoted(path)
        print(f"\nNext: {program()} study {following} {rest}")
    return 0


@app.command
def new(plan: Annotated[Path, Parameter(help="The file to write.")], /) -> int:
    """Write a plan to start from, with every setting explained. Never replaces a file."""
    from initlab.errors import FileError
    from initlab.study.toml_text import starter_text

    try:
        with plan.open("x", encoding="utf-8") as file:
            file.write(starter_text())
    except FileExistsError:
        raise FileError(
            f"{plan} exists and stays as it is. Name another file for the plan; to run a plan "
            f"that is called new, write ./new."
        ) from None
    except OSError as error:
        raise FileError(f"Cannot write {plan}: {error.strerror}.") from None
    print(f"Plan: {plan}\n\nNext: {program()} study {_quoted(plan)} --dry-run")
    return 0


@app.command
def status(store: StoreFile, /, *, json: Json = False) -> int:
    """Say how far a study is, also while it is being trained."""
    from initlab.cli import terminal
    from initlab.study.status import status as status_of
    from initlab.study.store import read_store

    with read_store(store) as opened:
        found = status_of(opened)
    if json:
        terminal.print_json(found.to_json())
        return 0
    print(found)
    following = "report" if found.saved else "status"
    print(f"\nNext: {program()} study {following} {_quoted(store)}")
    return 0


@app.command
def report(
    store: StoreFile,
    /,
    *,
    out: Annotated[Path, Parameter(help="The file to write.")] = Path("report.html"),
) -> int:
    """Write the report of a study, one offline HTML file."""
    from initlab.cli import terminal

    terminal.check_report(out)
    _write_report(store, out)
    csv = _quoted(store.with_suffix(".csv"))
    print(f"Report: {out}\n\nNext: {program()} study export {_quoted(store)} --csv {csv}")
    return 0


@app.command
def export(
    store: StoreFile,
    /,
    *,
    csv: Annotated[Path | None, Parameter(help="Write a CSV file, one row per run.")] = None,
    parquet: Annotated[Path | None, Parameter(help="Write a Parquet file, the same.")] = None,
    curves: Annotated[
        bool, Parameter(negative=(), help="With --csv: one row per measurement of each run.")
    ] = False,
) -> int:
    """Write the results of a study as a table."""
    import sys

    from initlab.errors import DomainError
    from initlab.study.store import export as write_table
    from initlab.study.store import read_store

    if (csv is None) == (parquet is None):
        got = "neither" if csv is None else "both"
        raise DomainError(f"Give --csv FILE or --parquet FILE; got {got}.")
    if curves and csv is None:
        raise DomainError("--curves goes with --csv: one row per measurement is CSV only.")
    out = csv or parquet
    assert out is not None
    with read_store(store) as opened:
        missing = write_table(
            opened, out, "parquet" if csv is None else "curves" if curves else "csv"
        )
    print(f"Table: {out}")
    if missing.lacking:
        print(f"{missing.lacking:,} runs are not in it: they have no result yet.")
    for damage in missing.damage:
        print(f"initlab: left out: {damage}", file=sys.stderr)
    print(f"\nNext: {program()} study report {_quoted(store)}")
    return 0


@app.command
def repair(store: StoreFile, /) -> int:
    """Save what is sound in a damaged store; the damaged file is kept beside it."""
    from initlab.study.store import repair as mend

    done = mend(store)
    print(f"{done.kept:,} runs are sound and in {store}; the damaged file is {done.old}.")
    for damage in done.lost:
        print(f"Lost: {damage}")
    print(f"\nNext: {program()} study status {_quoted(store)}")
    return 0


def default_store(plan: Path) -> Path:
    """Where the results of a plan are kept unless told otherwise.

    >>> default_store(Path("mine/plan.toml")).as_posix()
    'mine/plan.study'
    """
    return plan.with_suffix(".study")


def _executor(name: str, scheduler: str | None, threads: int | None) -> Executor:
    from initlab.errors import DomainError

    if name == "dask":
        if threads is not None:
            raise DomainError("--threads is for --executor local; Dask's workers have their own.")
        from initlab.study.executor_dask import Dask

        return Dask(scheduler or "local:2")
    if scheduler is not None:
        raise DomainError("--scheduler is for --executor dask. Give both, or neither.")
    from initlab.study.executor_local import Local

    return Local(threads)


def _dry_run(plan: Plan, file: Path, path: Path, threads: int | None, json: bool) -> int:
    from contextlib import ExitStack

    from initlab.cli import terminal
    from initlab.cli.study_text import estimate_renderable
    from initlab.study.estimate import estimate
    from initlab.study.store import read_store

    with ExitStack() as held:
        store = held.enter_context(read_store(path)) if path.exists() else None
        found = estimate(plan, store, threads=threads)
    if json:
        terminal.print_json(found.to_json())
        return 0
    terminal.show(estimate_renderable(found))
    print(f"\nNext: {program()} study {_quoted(file)}")
    return 0


def _interrupted(
    summary: Summary, plan: Path, path: Path, stop: Noted, named: bool, json: bool
) -> int:
    import signal
    import sys

    from initlab.cli import terminal

    if stop.signal != getattr(signal, "SIGHUP", None):  # nobody reads a closed terminal
        where = f" --store {_quoted(path)}" if named else ""
        print(
            f"initlab: {summary.saved:,} of {summary.runs:,} runs saved. Go on with: "
            f"{program()} study {_quoted(plan)}{where}",
            file=sys.stderr,
        )
        if json:
            terminal.print_json(_summary_json(summary, path, None))
    return stop.exit_code


def _write_report(store: Path, out: Path) -> None:
    from initlab.report import write
    from initlab.study.store import read_store
    from initlab.study.study_page import study_page

    with read_store(store) as opened:
        write(study_page(opened), out)


def _told(summary: Summary, path: Path) -> str:
    told = f"{summary.saved:,} of {summary.runs:,} runs are in {path}"
    if summary.trained:
        told += f", {summary.trained:,} of them new in {summary.seconds:.0f} s"
    if summary.diverged:
        told += f", {summary.diverged:,} of these diverged"
    if summary.best is not None:
        told += f".\nLowest cost: {summary.best[1]:.4g}, {summary.best[0]}"
    return f"{told}."


def _summary_json(summary: Summary, path: Path, report: Path | None) -> dict[str, Any]:
    best = summary.best
    return {
        "schema": 1,
        "store": str(path),
        "runs": summary.runs,
        "saved": summary.saved,
        "trained": summary.trained,
        "diverged": summary.diverged,
        "seconds": summary.seconds,
        "best": None if best is None else {"run": best[0], "cost": best[1]},
        "report": None if report is None else str(report),
    }


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(str(path))
