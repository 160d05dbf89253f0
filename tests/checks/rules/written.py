"""Snapshots written by hand: a healthy classifier with two hidden ReLU layers of 64 units."""

from dataclasses import replace
from math import log

from initlab.checks.findings import Rule
from initlab.checks.snapshot import Loss, Signal, Snapshot, Weight


def weight(name, shape, **changes):
    plain = Weight(
        name=name,
        kind="weight",
        layer=name.rpartition(".")[0],
        layer_type="Linear",
        shape=shape,
        dtype="float32",
        mean=0.0,
        variance=2 / shape[1],
        zero_share=0.0,
        inputs=float(shape[1]),
        outputs=float(shape[0]),
        largest=0.8,
        gradient_mean_square=1e-3,
    )
    return replace(plain, **changes)


def signal(step, name, **changes):
    plain = Signal(
        step=step,
        weight=name,
        layer=name.rpartition(".")[0],
        operation="dense",
        input_mean_square=1.0,
        output_mean_square=2.0,
        output_mean=0.0,
        predicted_mean_square=2.0,
        predicted_error=0.05,
        similarity=0.1,
        input_similarity=0.1,
        effective_rank=20.0,
        rank_limit=63.0,
        units=64,
        activation="relu",
        activated_mean_square=1.0,
        silent_share=0.0,
    )
    return replace(plain, **changes)


HEALTHY = Snapshot(
    model="Net",
    mode="training",
    batch_size=64,
    weights=(
        weight("a.weight", (64, 20)),
        weight("b.weight", (64, 64)),
        weight("c.weight", (5, 64)),
    ),
    signals=(
        signal(0, "a.weight", input_similarity=0.0),
        signal(1, "b.weight"),
        signal(2, "c.weight", activation=None, silent_share=None, units=5, is_output=True),
    ),
    loss=Loss(1.8, 1.6, uniform=log(5), classes=5),
    output_mean_square=0.5,
)


def with_weight(name, snapshot=HEALTHY, **changes):
    weights = tuple(replace(w, **changes) if w.name == name else w for w in snapshot.weights)
    return replace(snapshot, weights=weights)


def with_signal(name, snapshot=HEALTHY, **changes):
    signals = tuple(replace(s, **changes) if s.weight == name else s for s in snapshot.signals)
    return replace(snapshot, signals=signals)


def found(rule: Rule, snapshot):
    """Severity and layer of each finding."""
    return [(f.severity, f.layer) for f in rule.judge(snapshot)]
