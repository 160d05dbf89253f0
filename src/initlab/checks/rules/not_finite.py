"""SCL003: numbers that are none."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.rules.stretches import entry_for
from initlab.checks.snapshot import Signal, Snapshot, Weight

DEFAULTS = {"bias": "zeros", "norm shift": "zeros", "norm scale": "ones"}


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """A weight, a signal, a gradient or the loss is infinite or no number.

    From there on everything is, and the first step makes every weight so.

    Measured: each weight; if all are finite, the first signal in the forward pass that is not; if
    all are, the output or the loss; if those are, each gradient. Normalization does not help.

    What to try: for a weight, initialize it: memory that was never written is the usual cause
    (`torch.empty`). For a signal, smaller weights or a wider dtype; look for log(0), 0/0 and √ of
    a negative number, whose slope at 0 is infinite.

    Source: IEEE 754-2019, section 6.
    """
    if not (snapshot.weights or snapshot.signals):
        raise NotJudged("Nothing was measured.")
    weights = [weight for weight in snapshot.weights if not weight.finite]
    for weight in weights:
        yield _weight(snapshot, weight)
    if weights:
        return
    signal = next((signal for signal in snapshot.signals if not signal.finite), None)
    if signal is not None:
        yield _signal(snapshot, signal)
        return
    if not isfinite(snapshot.output_mean_square or 0.0) or not isfinite(_loss(snapshot)):
        yield _plain(
            "",
            f"output's mean square {snapshot.output_mean_square}, loss {_loss(snapshot):g}",
            "The output or the loss is not finite though every weight's signal is: look for a "
            "log(0), a division by 0 or an overflow behind the last layer.",
        )
        return
    for weight in snapshot.weights:
        if not isfinite(weight.gradient_mean_square or 0.0):
            yield _plain(
                weight.layer,
                f"gradient of {weight.name}: {weight.gradient_mean_square}",
                f"The gradient of {weight.name} is not finite though the loss is: look for a √ or "
                "a norm at 0, whose slope is infinite.",
                weight.name,
            )
            return


def _weight(snapshot: Snapshot, weight: Weight) -> Finding:
    fed = [signal for signal in snapshot.signals if signal.weight == weight.name]
    activation = fed[0].activation if fed else None
    entry = DEFAULTS.get(weight.kind, entry_for(activation))
    return _plain(
        weight.layer,
        f"{weight.name} holds an infinity or a NaN",
        f"{weight.name} holds numbers that are not finite, perhaps memory never written: "
        f"give it {entry}.",
        weight.name,
        (Repair(weight.name, entry, "its values are not finite"),),
    )


def _signal(snapshot: Snapshot, signal: Signal) -> Finding:
    return _plain(
        signal.layer,
        f"{signal.layer}: mean square {signal.output_mean_square:g} of an input of "
        f"{signal.input_mean_square:g}, in {snapshot.weight(signal.weight).dtype}",
        f"The output of {signal.layer} is not finite though all weights are: give its weights, "
        "and those before it, a smaller scale, or compute in a wider dtype.",
        signal.weight,
    )


def _loss(snapshot: Snapshot) -> float:
    return 0.0 if snapshot.loss is None else snapshot.loss.value


def _plain(
    layer: str,
    measured: str,
    message: str,
    weight: str | None = None,
    repairs: tuple[Repair, ...] = (),
) -> Finding:
    return Finding(
        "SCL003",
        layer,
        "error",
        measured,
        "finite numbers",
        message,
        weight=weight,
        magnitude=float("inf"),
        explains=("SCL002", "GRD002", "HED001", "STP001"),
        repairs=repairs,
    )


RULE = Rule("SCL003", "not-finite", "error", limit="every number is finite", judge=judge)
