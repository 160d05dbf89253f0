"""GRD001, GRD002 and GRD003: gradients that vanish, explode or differ from layer to layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log, sqrt
from statistics import median

from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.rules.limits import ADAM, FORGETS, LOG_SLOW, RATE, SLOW, STUCK
from initlab.checks.rules.stretches import after, hidden, in_words, repairs, stretches
from initlab.checks.snapshot import Signal, Snapshot

FEW = 4  # weights, below which there is no trend to speak of
UNDERFLOW = 1e-30  # root mean square; products of two such are 0 in float32


@dataclass(frozen=True)
class _Gradients:
    """Hidden weights in the order of the forward pass."""

    layers: tuple[Signal, ...]
    relative: tuple[float, ...]  # gradient / weight, root mean squares
    absolute: tuple[float, ...]
    trend: float  # log of relative, last over first, by a straight line through all
    error: float  # its standard error


def judge_vanishing(snapshot: Snapshot) -> Iterator[Finding]:
    """Gradients of weights are so small that the first layers never move.

    Measured: root mean square of gradient over that of weight, for hidden weights. A layer is
    stuck below 6e-6: at learning rate 0.01 its step is then under 2^−24 of the weight, which
    float32 rounds away; Adam's ε = 1e-8 likewise ends its help for smaller gradients. Since a loss
    may be scaled by anything, depth has to be the cause: a straight line through log(gradient /
    weight) falls by 1e3 towards the input, or the signal itself falls by that much.

    What to try: the entry that keeps the activation's scale; residual connections; a normalization.

    Source: Glorot and Bengio 2010, section 4; Kingma and Ba 2015, arXiv:1412.6980, algorithm 1.
    """
    gradients = _measured(snapshot, with_loss=True)
    if gradients is None:
        return
    stuck = [
        (signal, relative)
        for signal, relative in zip(gradients.layers, gradients.relative, strict=True)
        if relative < STUCK
    ]
    deep = _is_trend(gradients, 1.0) or _signal_change(snapshot) < -LOG_SLOW
    if not stuck or not deep:
        return
    smallest = min(gradients.relative)
    also = f"; {min(gradients.absolute):.1e} is below Adam's ε too" * (
        min(gradients.absolute) < ADAM
    )
    yield _finding(
        snapshot,
        gradients,
        "GRD001",
        "error",
        f"gradient / weight {smallest:.1e} at the least, in {len(stuck)} of "
        f"{len(gradients.layers)} hidden layers under the limit{also}",
        f"{STUCK:.1e}: 2^−24 of the weight per step at learning rate {RATE:g}",
        f"Gradients vanish on the way back, so {len(stuck)} layers cannot move",
        STUCK / smallest if smallest > 0 else inf,
    )


def judge_exploding(snapshot: Snapshot) -> Iterator[Finding]:
    """Gradients of weights are so large that one step forgets the start.

    Measured: root mean square of gradient over that of weight, the median of hidden weights or,
    where a straight line shows it rise by 1e3 towards the input, the largest. Above 100 one step
    at learning rate 0.01 is larger than the weight. Depth has to be the cause, as targets or
    inputs in large units do the same: the rise, or a signal whose mean square grows by 1e3.

    What to try: the entry that keeps the activation's scale; a normalization; clipping hides it.

    Source: Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063, section 2.
    """
    gradients = _measured(snapshot, with_loss=True)
    if gradients is None:
        return
    rising = _is_trend(gradients, -1.0)
    size = max(gradients.relative) if rising else median(gradients.relative)
    if size <= FORGETS or not (rising or _signal_change(snapshot) > LOG_SLOW / 2):
        return
    yield _finding(
        snapshot,
        gradients,
        "GRD002",
        "error",
        f"gradient / weight {size:.1e}",
        f"{FORGETS:g}: the whole weight in one step at learning rate {RATE:g}",
        "Gradients explode on the way back, so the first step forgets the start",
        size / FORGETS,
    )


def judge_uneven(snapshot: Snapshot) -> Iterator[Finding]:
    """First and last layers learn at speeds 1000 times apart.

    Measured: a straight line by least squares through log(gradient / weight) of the hidden
    weights against depth, and its change over the depth. The limit is 1e3 beyond two standard
    errors of the line: in an epoch of 1000 steps the slow end then moves less than the fast end
    does in one. Neither a loss's unit nor a normalization changes that; weights of zero, with a
    gradient of zero, or that are frozen, are left out. It is not said of gradients that GRD001 or
    GRD002 names.

    What to try: the entry that keeps the activation's gradients: "he", "gained_backward".

    Source: Glorot and Bengio 2010, section 4; AUTOTRAINER, Zhang et al. 2021, for the ratio.
    """
    gradients = _measured(snapshot, with_loss=False)
    if gradients is None:
        return
    if not (_is_trend(gradients, 1.0) or _is_trend(gradients, -1.0)):
        return
    judged = (judge_vanishing, judge_exploding)
    with_loss = snapshot.loss is not None and snapshot.loss.is_users
    if with_loss and any(True for rule in judged for _ in rule(snapshot)):
        return
    slow = "first" if gradients.trend > 0 else "last"
    ratio = exp(abs(gradients.trend))
    yield _finding(
        snapshot,
        gradients,
        "GRD003",
        "warning",
        f"gradient / weight {ratio:.1e} times apart over {len(gradients.layers)} hidden layers "
        f"(log {gradients.trend:.2f} ± {gradients.error:.2f})",
        f"{1 / SLOW:g} times: an epoch of the slow end is a step of the fast end",
        f"The {slow} layers learn {ratio:.1e} times more slowly than the others",
        abs(gradients.trend) / -log(SLOW),
    )


def _measured(snapshot: Snapshot, with_loss: bool) -> _Gradients | None:
    """None: too few weights for depth to matter."""
    if with_loss and (snapshot.loss is None or not snapshot.loss.is_users):
        raise NotJudged("The size of a gradient means nothing without the loss. Give it.")
    known = {weight.name: weight for weight in snapshot.weights}
    if all(weight.gradient_mean_square is None for weight in snapshot.weights):
        raise NotJudged("No gradient was measured.")
    rows: dict[str, tuple[Signal, float, float]] = {}
    for signal in snapshot.signals:
        weight = known[signal.weight]
        square = weight.variance + weight.mean**2
        gradient = weight.gradient_mean_square
        kept = signal.operation not in ("embedding", "recurrent") and not signal.is_output
        if not kept or gradient is None or not isfinite(gradient) or not square > 0:
            continue
        rows.setdefault(weight.name, (signal, sqrt(gradient / square), sqrt(gradient)))
    # A zero at the end of a residual branch stops the branch's gradients by design. Only where
    # others are about to underflow is a zero what is left of a small number.
    small = [g for _, _, g in rows.values() if 0 < g < UNDERFLOW]
    kept_rows = [row for row in rows.values() if row[2] > 0 or small]
    if len(kept_rows) < FEW:
        return None
    layers, relative, absolute = zip(*kept_rows, strict=True)
    floor = min(r for r in relative if r > 0)
    return _Gradients(layers, relative, absolute, *_line([log(max(r, floor)) for r in relative]))


def _line(values: Sequence[float]) -> tuple[float, float]:
    """Change from first to last along the line of least squares, and its standard error."""
    count = len(values)
    middle, mean = (count - 1) / 2, sum(values) / count
    spread = sum((i - middle) ** 2 for i in range(count))
    slope = sum((i - middle) * value for i, value in enumerate(values)) / spread
    rest = sum((v - mean - slope * (i - middle)) ** 2 for i, v in enumerate(values))
    return slope * (count - 1), sqrt(rest / (count - 2) / spread) * (count - 1)


def _is_trend(gradients: _Gradients, sign: float) -> bool:
    """Whether gradients rise (1) or fall (−1) towards the output by more than the limit."""
    return sign * gradients.trend - 2.0 * gradients.error > -log(SLOW)


def _signal_change(snapshot: Snapshot) -> float:
    """The largest log(leaving / entering) of a mean square, in size, over a stretch."""
    changes = [0.0]
    for stretch in stretches(snapshot):
        layers = hidden(stretch)
        if layers and not layers[-1].normalized_next:
            entering, leaving = layers[0].input_mean_square, after(layers[-1])
            if entering > 0 and leaving > 0 and isfinite(entering) and isfinite(leaving):
                changes.append(log(leaving / entering))
    return max(changes, key=abs)


def _finding(
    snapshot: Snapshot,
    gradients: _Gradients,
    code: str,
    severity: str,
    measured: str,
    expected: str,
    cause: str,
    magnitude: float,
) -> Finding:
    layers = [signal for signal in gradients.layers if not signal.normalized_next]
    cure = f"give {in_words(layers)}" if layers else "add residual connections"
    first = gradients.layers[0]
    return Finding(
        code,
        first.layer,
        "error" if severity == "error" else "warning",
        measured,
        expected,
        f"{cause}: {cure}.",
        weight=first.weight,
        magnitude=magnitude,
        explains=("GRD003",) if severity == "error" else (),
        repairs=repairs(snapshot, layers, cause),
    )


VANISHING = Rule(
    "GRD001",
    "vanishing-gradient",
    "error",
    limit=f"gradient / weight {STUCK:.1e}: float32 rounds the step away at rate {RATE:g}",
    judge=judge_vanishing,
)
EXPLODING = Rule(
    "GRD002",
    "exploding-gradient",
    "error",
    limit=f"gradient / weight {FORGETS:g}: a step at rate {RATE:g} as large as the weight",
    judge=judge_exploding,
)
UNEVEN = Rule(
    "GRD003",
    "uneven-gradients",
    "warning",
    limit=f"gradient / weight {1 / SLOW:g} times apart along the depth",
    judge=judge_uneven,
)
