"""`initlab list` and `initlab explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from initlab.study.depth import DepthProfile

SCHEMA = 1


def list_(
    *,
    activation: Annotated[
        str | None,
        Parameter(help="Only what layers that feed on this activation may start with: relu, tanh."),
    ] = None,
    layer: Annotated[
        str | None,
        Parameter(
            help=(
                "Only what is meant for this: dense, convolution, recurrent, attention, "
                "embedding, norm, bias, residual or head."
            )
        ),
    ] = None,
    framework: Annotated[
        str | None,
        Parameter(help="Only what torch, jax or keras has under a name of its own."),
    ] = None,
    family: Annotated[
        str | None, Parameter(help="Only one family of the catalogue, as in scaling.")
    ] = None,
    json: Annotated[
        bool, Parameter(negative=(), help="Print every field as JSON instead of a table.")
    ] = False,
) -> int:
    """List the initializers of the catalogue: name, formula, and where to use each."""
    from initlab.cli import terminal
    from initlab.study import explanation

    entries = explanation.selected(
        activation=activation, layer=layer, framework=framework, family=family
    )
    if json:
        shown = [explanation.to_json(entry) for entry in entries]
        terminal.print_json({"schema": SCHEMA, "initializers": shown})
        return 0
    if entries:
        terminal.show(explanation.table(entries))
    else:
        print("No initializer of the catalogue says that it is meant for all of this.")
    names = [entry.name for entry in entries]
    following = f"explain {'he' if 'he' in names else names[0]}" if names else "list"
    print(f"\nNext: {terminal.program()} {following}")
    return 0


def explain(
    name: Annotated[
        str,
        Parameter(help="As compare takes it: he, random:scale=.01, or a framework's dotted name."),
    ],
    /,
    *,
    activation: Annotated[
        str | None,
        Parameter(help="Of the picture's network; by default the first that the entry suits."),
    ] = None,
    json: Annotated[
        bool, Parameter(negative=(), help="Print every field and the curves as JSON.")
    ] = False,
) -> int:
    """Explain one initializer: its law, its use, its traps, and what it does to 30 layers."""
    from initlab.cli import terminal
    from initlab.initializers.functions import entry_of
    from initlab.study import explanation

    entry = entry_of(name)
    profile = explanation.profile_of(entry, activation)
    if json:
        depth = None if isinstance(profile, str) else profile.to_json()
        document = {"schema": SCHEMA, "initializer": explanation.to_json(entry), "depth": depth}
        terminal.print_json(document)
        return 0
    terminal.show(explanation.explanation(entry, profile))
    print(f"\nNext: {terminal.program()} {next_step(entry.name, profile)}")
    return 0


def next_step(name: str, profile: DepthProfile | str) -> str:
    """A race against He, or the rest of the catalogue for what cannot start a dense network."""
    if isinstance(profile, str):
        return "list"
    return f"compare --init {name} --init {'xavier' if name == 'he' else 'he'}"
