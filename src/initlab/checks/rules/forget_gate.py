"""TRP006: an LSTM that forgets at once."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, log

from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.rules.limits import SLOW
from initlab.checks.snapshot import Snapshot

# A forget gate σ(0) = 1/2 keeps 2^−steps of the cell's state.
STEPS = ceil(log(SLOW) / log(0.5))
SMALL = 0.5  # σ(1/2) = 0.62: half way to the usual bias of 1


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The forget gates of an LSTM start half open, so the state is lost in ten steps.

    The gate's bias starts near 0, σ(0) = 1/2, and the cell keeps 2^−t of what it held t steps
    before; gradients through time shrink likewise. A bias of 1 keeps σ(1) = 0.73 per step.

    Measured: the largest elements of the layer's two biases, which are added, together stay below
    1/2, so no gate can have the bias of 1; and the layer was run for at least 10 steps, where
    2^−t < 1e-3. Layers of 16 units or fewer have larger defaults and are not judged.

    What to try: "lstm.bias", or "lstm_chrono.bias" with the longest dependency.

    Source: Jozefowicz, Zaremba and Sutskever 2015; PyTorch issue 20102.
    """
    cells = [w for w in snapshot.weights if w.layer_type.startswith("LSTM")]
    if not cells:
        raise NotJudged("There is no LSTM.")
    steps: dict[str, int] = {}
    for signal in snapshot.signals:
        steps[signal.weight] = steps.get(signal.weight, 0) + 1
    for weight in cells:
        start, found, end = weight.name.rpartition("weight_hh")
        if not found or steps.get(weight.name, 0) < STEPS:
            continue
        biases = [w for w in cells if w.name in (f"{start}bias_ih{end}", f"{start}bias_hh{end}")]
        if not biases or sum(bias.largest for bias in biases) >= SMALL:
            continue
        yield _finding(start, weight.layer, biases[0].name, sum(b.largest for b in biases))


def _finding(start: str, layer: str, bias: str, largest: float) -> Finding:
    return Finding(
        "TRP006",
        layer,
        "note",
        measured=f"biases of {start.rstrip('.') or 'the LSTM'} are {largest:.2g} at most",
        expected=f"a forget bias above {SMALL:g}, usually 1, for {STEPS} steps or more",
        message=f"The forget gates start at σ(0) = 1/2, so the state halves with each step: give "
        f"{bias} lstm.bias.",
        weight=bias,
        magnitude=1.0 + SMALL - largest,
        repairs=(Repair(bias, "lstm.bias", "a forget gate of σ(1) = 0.73 keeps the state"),),
    )


RULE = Rule(
    "TRP006",
    "forget-gate-bias",
    "note",
    limit=f"biases below {SMALL:g} together, and {STEPS} steps or more",
    judge=judge,
)
