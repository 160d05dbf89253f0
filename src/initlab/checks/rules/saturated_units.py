"""ACT002: bounded activations pushed to where they are flat."""

from __future__ import annotations

from collections.abc import Iterator
from math import atanh, erfc, log, sqrt

from initlab.checks.facts import shown
from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.snapshot import Snapshot

EXPLAINS = ("SCL004", "GRD001", "GRD003", "COL001", "HED001")
# Where the slope falls below 5 % of its largest. tanh: 1 − a² = 0.05; sigmoid: a (1 − a) = 0.05/4.
TANH_EDGE = atanh(sqrt(0.95))
SIGMOID_EDGE = log((1 + sqrt(0.95)) / (1 - sqrt(0.95)))
# The edge, and the largest variance of pre-activations that a recommended gain gives unit inputs:
# for tanh the gain 5/3 of torch.nn.init.calculate_gain, for the sigmoid four times Glorot's.
ZONES = {
    "tanh": (TANH_EDGE, 25 / 9),
    "hard_tanh": (1.0, 25 / 9),
    "sigmoid": (SIGMOID_EDGE, 16.0),
    "hardsigmoid": (3.0, 16.0),
}


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """A bounded activation is flat for too many values.

    Where tanh or the sigmoid is flat, a gradient is multiplied by nearly 0 and small differences of
    the input are lost. Such a layer learns slowly, and for a deep stack the factors multiply.

    Measured: the share of values at which the slope is below 5 % of its largest: |z| > 2.18 for
    tanh, > 4.36 for the sigmoid. Gaussian pre-activations of variance q have the share
    erfc(edge / √(2 q)): for tanh 3 % at q = 1, 19 % at q = 25/9, the variance that unit inputs get
    from the gain 5/3; for the sigmoid 28 % at q = 16, from four times Glorot's deviation. More than
    that is a warning; more than at twice that deviation (51 % for tanh) is an error.

    What to try: Xavier, inputs scaled to mean 0 and variance 1, or a normalization in front of the
    activation. The message says which of the two is too large, the weights or the inputs.

    Source: Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural
    networks; the limits are the integral above.
    """
    if not snapshot.signals:
        raise NotJudged("Nothing is known of the forward pass.")
    found: list[tuple[float, float, int]] = []
    for index, signal in enumerate(snapshot.signals):
        if signal.saturated_share is None or signal.activation not in ZONES:
            continue
        edge, variance = ZONES[signal.activation]
        # A finite layer's variance differs from the drawn one by this relative error.
        variance *= 1 + 4 * (signal.predicted_error or 0.0)
        limit = expected_share(edge, variance)
        if signal.saturated_share > limit:
            found.append((signal.saturated_share / limit, limit, index))
    if not found:
        return
    # One cause: the first layer of them, with the worst share.
    _, limit, first = min(found, key=lambda one: one[2])
    signal = snapshot.signals[first]
    shares = [snapshot.signals[index].saturated_share or 0.0 for _, _, index in found]
    edge, variance = ZONES[signal.activation or "tanh"]
    severe = any(
        (snapshot.signals[i].saturated_share or 0.0)
        > expected_share(*_doubled(snapshot.signals[i].activation))
        for _, _, i in found
    )
    layers = list(dict.fromkeys(snapshot.signals[index].weight for _, _, index in found))
    by_input = signal.input_mean_square > 4 and not signal.normalized_next
    advice = (
        f"its inputs have mean square {signal.input_mean_square:.3g}: scale them to 1"
        if by_input
        else "its weights are too large: use Xavier"
    )
    yield Finding(
        "ACT002",
        signal.layer,
        "error" if severe else "warning",
        measured=f"{max(shares):.0%} of the values of {signal.activation} lie where it is flat",
        expected=f"at most {limit:.0%}: a Gaussian's share beyond ±{edge:.3g} at variance "
        f"{variance:.3g}, the largest recommended",
        message=f"{shown(layers)}: {signal.activation} is saturated, {advice}.",
        weight=signal.weight,
        magnitude=max(one[0] for one in found),
        explains=EXPLAINS,
        repairs=()
        if by_input
        else tuple(Repair(name, "xavier", "keeps the variance at 1") for name in layers),
    )


def expected_share(edge: float, variance: float) -> float:
    """P(|z| > edge) for z ~ N(0, variance).

    >>> round(expected_share(1.959963984540054, 1.0), 12)
    0.05
    """
    return erfc(edge / sqrt(2 * variance))


def _doubled(activation: str | None) -> tuple[float, float]:
    edge, variance = ZONES[activation or "tanh"]
    return edge, 4 * variance


RULE = Rule(
    "ACT002",
    "saturated-units",
    "error",
    limit="erfc(edge / √(2 q)) at the largest recommended variance q, and for an error at 4 q",
    judge=judge,
)
