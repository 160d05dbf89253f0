"""Everything with a name: initializers and their laws, activations, losses, optimizers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import get_args

from initlab import activations, initializers, streams
from initlab.activations.record import Activation
from initlab.errors import InitlabError
from initlab.initializers.catalogue import parameters
from initlab.initializers.laws import (
    Constant,
    Distribution,
    Fan,
    InverseFan,
    Law,
    Spread,
    VarianceScaling,
)
from initlab.initializers.laws.gained import Direction, Gained, Leaky, Tangent
from initlab.initializers.laws.ranges import Around, Between, Cut
from initlab.initializers.record import Initializer
from initlab.networks.batches import STREAM
from initlab.networks.spec import LOSSES, OPTIMIZERS

# The laws that playground/src/laws.ts draws, bit for bit. Those that build whole tensors are
# LAPACK's; families other than these, and the frameworks' defaults, need more than a dense network.
LAWS = (Constant, Spread, VarianceScaling, InverseFan, Between, Cut, Around, Leaky, Gained, Tangent)
FAMILIES = ("basic", "scaling")

# What a slider goes through: least, most, and whether it moves by factors.
RANGES = {
    ("Spread", "scale"): (1e-3, 100.0, True),
    ("VarianceScaling", "scale"): (0.01, 100.0, True),
    ("Constant", "value"): (-2.0, 2.0, False),
    ("Between", "low"): (-2.0, 2.0, False),
    ("Between", "high"): (-2.0, 2.0, False),
    ("Cut", "parent"): (1e-3, 100.0, True),
    ("Leaky", "leak"): (0.0, 1.0, False),
}
CHOICES = {
    "distribution": get_args(Distribution),
    "fan": get_args(Fan),
    "direction": get_args(Direction),
}


def catalogue() -> dict[str, object]:
    """What `catalogue.json` holds."""
    tag = streams.tag(STREAM)
    return {
        "initializers": [_initializer(entry) for entry in drawable()],
        "activations": [_activation(entry) for entry in activations.ALL],
        "losses": LOSSES,
        "optimizers": OPTIMIZERS,
        "batchStream": [tag & 0xFFFFFFFF, tag >> 32],
    }


def drawable() -> list[Initializer]:
    """The entries that the page can draw."""
    return [
        entry
        for entry in initializers.ALL
        if isinstance(entry.law, LAWS)
        and (entry.family in FAMILIES or (entry.family == "defaults" and "dense" in entry.layers))
    ]


def _initializer(entry: Initializer) -> dict[str, object]:
    words = ("name", "aliases", "title", "formula", "keeps", "use", "avoid", "note", "source")
    return {
        **{word: getattr(entry, word) for word in (*words, "suits", "family")},
        "law": _law(entry.law),
        "parameters": [_parameter(entry.law, name) for name in parameters(entry.law)],
    }


def _law(law: Law) -> dict[str, object]:
    return {"kind": type(law).__name__} | {
        f.name: getattr(law, f.name)
        for f in fields(law)  # type: ignore[arg-type]  # a dataclass
    }


def _parameter(law: Law, name: str) -> dict[str, object]:
    default = getattr(law, name)
    if name in CHOICES:
        return {"name": name, "default": default, "choices": CHOICES[name]}
    if name == "activation":
        return {"name": name, "default": default}  # choices: those with a scale of this kind
    least, most, by_factors = RANGES[type(law).__name__, name]
    return {
        "name": name,
        "default": default,
        "least": least,
        "most": most,
        "logarithmic": by_factors,
    }


def _activation(entry: Activation) -> dict[str, object]:
    """The record, with what laws that ask for an activation take from it: Var[W] · fan."""
    name = entry.name
    return {
        "name": name,
        "aliases": entry.aliases,
        "formula": entry.formula,
        "source": entry.source,
        "scales": {
            "forward": _scale(lambda: Gained(name, "forward")),
            "backward": _scale(lambda: Gained(name, "backward")),
            "tangent": _scale(lambda: Tangent(name)),
        },
    }


def _scale(make: Callable[[], Gained | Tangent]) -> float | None:
    """The scale of the law that `make` makes; None where the activation has none."""
    try:
        return make().scale
    except InitlabError:
        return None
