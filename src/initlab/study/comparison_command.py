"""The command line that repeats a comparison."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from initlab.initializers.own import Own

if TYPE_CHECKING:
    from initlab.study.comparison import Comparison


def command(comparison: Comparison, *, seeds: int | None = None) -> list[str]:
    """The words after `initlab`, each quoted for a shell; only what differs from the defaults.

    Args:
        seeds: another number of seeds than the comparison's.
    """
    from initlab.study.comparison import THE_FIVE, defaults

    spec, dataset = comparison.runs[0], comparison.batch.dataset
    usual = defaults(dataset)
    hidden = ",".join(map(str, spec.hidden)) or "none"
    names = [_written(row.name, comparison) for row in comparison.rows]
    options = [
        ("--data", dataset.name, "circles"),
        *(("--init", name, "") for name in names if tuple(names) != THE_FIVE),
        ("--layers", hidden, "10,5"),
        ("--activation", spec.activation, "relu"),
        ("--loss", spec.loss, usual.loss),
        ("--learning-rate", repr(spec.learning_rate), "0.01"),
        ("--iterations", str(spec.iterations), str(usual.iterations)),
        ("--seed", str(comparison.seeds[0]), str(usual.seed)),
        ("--seeds", str(seeds or len(comparison.seeds)), "1"),
    ]
    every_twin = len(comparison.seeds) > 1 and all(r.twin for r in comparison.results)
    return [
        "compare",
        *(["--horizon"] if every_twin else []),
        *(
            f"{option} {shlex.quote(value)}"
            for option, value, usually in options
            if value != usually
        ),
    ]


def _written(name: str, comparison: Comparison) -> str:
    """An initializer as `--init` takes it: a user's function by the place it came from."""
    start = comparison.of(name)[0].run.start
    return start.origin or name if isinstance(start, Own) else name
