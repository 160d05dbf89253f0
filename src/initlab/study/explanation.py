"""An entry of the catalogue in words, in numbers and as a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, log10
from typing import Any

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from initlab import activations
from initlab.errors import InitlabError, unknown_name
from initlab.initializers import catalogue
from initlab.initializers.fans import Fans
from initlab.initializers.laws import ElementLaw, Law
from initlab.initializers.record import LAYERS, Initializer
from initlab.study.columns import WIDTH, two_columns
from initlab.study.depth import DepthProfile, depth_profile

FRAMEWORKS = ("torch", "jax", "keras")
BARS = "▁▂▃▄▅▆▇█"
DECADES = 2.0  # the picture's scale reaches at least that far to both sides of 1


def selected(
    *,
    activation: str | None = None,
    layer: str | None = None,
    framework: str | None = None,
    family: str | None = None,
) -> tuple[Initializer, ...]:
    """The entries that fit every word given, in catalogue order.

    Args:
        activation: one that the entry is meant to feed on or before.
        layer: a kind of layer that it is meant for.
        framework: torch, jax or keras, which has the same rule under a name of its own.
        family: a file of the catalogue.
    Raises: UnknownName: a word that no entry could have.

    >>> [entry.name for entry in selected(activation="selu", framework="keras")]
    ['xavier_uniform', 'xavier_truncated']
    """
    families = tuple(dict.fromkeys(entry.family for entry in catalogue.ALL))
    if activation is not None:
        activation = activations.get(activation).name
    for kind, word, known in (
        ("layer", layer, LAYERS),
        ("framework", framework, FRAMEWORKS),
        ("family", family, families),
    ):
        if word is not None and word not in known:
            raise unknown_name(kind, word, known)
    return tuple(
        entry
        for entry in catalogue.ALL
        if (activation is None or activation in entry.suits)
        and (layer is None or layer in entry.layers)
        and (framework is None or any(f.split(".")[0] == framework for f in entry.frameworks))
        and (family is None or family == entry.family)
    )


def table(entries: Sequence[Initializer]) -> RenderableType:
    """Name, formula and use of each entry, by family, at most 80 columns wide."""
    drawn = two_columns()
    family = ""
    for entry in entries:
        if entry.family != family:
            if family:
                drawn.add_row()
            family = entry.family
            drawn.add_row(Text(family, style="bold"))
        told = Text.assemble(f"{entry.formula}\n", (entry.use, "dim"))
        drawn.add_row(Text(f"  {entry.name}"), told)
    return drawn


def to_json(entry: Initializer) -> dict[str, Any]:
    """An entry as plain values; "coupled" is the distribution of laws that build whole tensors."""
    return {
        "name": entry.name,
        "title": entry.title,
        "aliases": list(entry.aliases),
        "family": entry.family,
        "formula": entry.formula,
        "distribution": distribution(entry.law),
        "parameters": catalogue.parameters(entry.law),
        "keeps": entry.keeps,
        "use": entry.use,
        "avoid": entry.avoid,
        "note": entry.note,
        "source": entry.source,
        "suits": list(entry.suits),
        "layers": list(entry.layers),
        "frameworks": list(entry.frameworks),
        "roles": [
            {
                "name": role.name,
                "formula": role.law.formula,
                "distribution": distribution(role.law),
                "parameters": catalogue.parameters(role.law),
                "where": role.where,
            }
            for role in entry.roles
        ],
    }


def distribution(law: Law) -> str:
    """What an element is drawn from: constant, uniform, normal, truncated, or coupled."""
    return law.elements(Fans(300, 400)).unit if isinstance(law, ElementLaw) else "coupled"


def profile_of(entry: Initializer, activation: str | None) -> DepthProfile | str:
    """The entry's depth profile, under its own first activation if none is asked for, or why none.

    Raises: UnknownName: there is no such activation.
    """
    chosen = activations.get(activation or (*entry.suits, "relu")[0]).name
    try:
        return depth_profile(entry.law, chosen)
    except InitlabError as error:
        return f"none, for a law of no square weight. {error}"


def explanation(entry: Initializer, profile: DepthProfile | str) -> RenderableType:
    """All that the record says, then the picture."""
    told = two_columns()
    for word, text in (
        ("formula", f"{entry.formula}   ({distribution(entry.law)})"),
        ("parameters", _assignments(entry.law)),
        ("keeps", entry.keeps),
        ("use", entry.use),
        ("avoid", entry.avoid),
        ("note", entry.note),
        ("also", ", ".join(entry.aliases)),
        ("elsewhere", ", ".join(entry.frameworks)),
        ("source", entry.source),
        ("picture", profile if isinstance(profile, str) else ""),
    ):
        if text:
            told.add_row(Text(word, style="dim"), Text(text))
    parts: list[RenderableType] = [Text(f"{entry.name}: {entry.title}", style="bold"), "", told]
    if entry.roles:
        roles = two_columns()
        for role in entry.roles:
            formula = Text.assemble(f"{role.law.formula}\n", (role.where, "dim"))
            roles.add_row(Text(f"  {role.name}"), formula)
        parts += ["", Text("Tensors with a law of their own", style="bold"), roles]
    if not isinstance(profile, str):
        parts += ["", *picture(profile)]
    return Constrain(Group(*parts), WIDTH)


def picture(profile: DepthProfile) -> list[Text]:
    """Two rows of bars, a bar for a layer, on a common logarithmic scale."""
    shown = [x for x in (*profile.signal, *profile.gradient) if x > 0 and not isinf(x)]
    logs = [log10(x) for x in shown] or [0.0]
    low, high = min(*logs, -DECADES), max(*logs, DECADES)
    head = (
        f"Mean square in {len(profile.signal)} {profile.activation} layers of {profile.width} "
        "units, input side left:"
    )
    return [
        Text(head),
        Text(f"  signal    {_bars(profile.signal, low, high)}  {_ends(profile.signal)}"),
        Text(f"  gradient  {_bars(profile.gradient, low, high)}  {_ends(profile.gradient)}"),
        Text(
            f"  log scale: {BARS[0]} 1e{low:+.0f}, {BARS[-1]} 1e{high:+.0f}; · is 0, ! overflows",
            style="dim",
        ),
    ]


def _bars(values: Sequence[float], low: float, high: float) -> str:
    return "".join(
        "·"
        if x == 0
        else "!"
        if isinf(x)
        else BARS[round((log10(x) - low) / (high - low) * (len(BARS) - 1))]
        for x in values
    )


def _ends(values: Sequence[float]) -> str:
    return f"{values[0]:.2g} … {values[-1]:.2g}"


def _assignments(law: Law) -> str:
    return ", ".join(f"{name}={_shown(value)}" for name, value in catalogue.parameters(law).items())


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value).lower()
