"""HED001: the first loss is worse than knowing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, sqrt

from initlab.checks.facts import outputs, shown
from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.rules.stretches import chance, hidden, stretches
from initlab.checks.snapshot import Loss, Snapshot

# A head with He weights, the largest that are recommended, on features of mean square 1.
LARGEST = 2.0
# For losses without classes: an order of magnitude.
TIMES = 10.0
EXPLAINS = ("GRD002", "STP001")


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The first loss is far above what an output that ignores the example gets.

    A classifier that knows nothing has the loss log(classes). If its logits start large it is sure
    and wrong, and the first steps are spent on shrinking the head; their gradients may also push
    the layers below out of shape.

    Measured: the first loss, less log(classes). Logits of variance v raise a cross-entropy by about
    v / 2, less where v is large. A head on features of mean square 1 gets v = 1/3 from PyTorch's
    default, 1 from Xavier and 2 from He, so 1 nat above log(classes) is the most that a usual start
    explains, plus the standard error √(2 / min(classes, examples)) of the logits at the labels.
    Layers without normalization before the head may leave features of another mean square by
    chance: v is then two standard deviations larger. More is a warning. If more than log(classes)
    is lost on top, so that the start costs more than all there is to learn, it is an error. A batch
    of few examples does not change this: the reference is the number of classes.

    For other losses the reference is the best constant output, found by minimizing the loss over
    it; ten times that is a warning, if the outputs' mean square is above 1 (smaller outputs cannot
    be blamed: see HED002).

    What to try: a head of zeros, or of a smaller standard deviation.

    Source: log E[exp z] = v / 2 for z ~ N(0, v), and Jensen's inequality for the bound.
    """
    loss = snapshot.loss
    if loss is None or not loss.is_users:
        raise NotJudged("There is no loss. Give one.")
    if loss.classes is not None and loss.uniform is not None:
        yield from _of_classes(snapshot, loss, loss.classes, loss.uniform)
    elif loss.know_nothing is None:
        raise NotJudged("The lowest loss of a constant output is not known.")
    elif (
        loss.know_nothing > 0
        and loss.value > TIMES * loss.know_nothing
        and (snapshot.output_mean_square or 0.0) > 1
    ):
        yield _finding(
            snapshot,
            "warning",
            measured=f"a first loss of {loss.value:.4g}",
            expected=f"at most ten times {loss.know_nothing:.4g}, the best constant output's",
            magnitude=loss.value / loss.know_nothing / TIMES,
        )


def _of_classes(snapshot: Snapshot, loss: Loss, classes: int, uniform: float) -> Iterator[Finding]:
    excess = loss.value - uniform
    draws = min(classes, snapshot.batch_size or classes)
    variance = LARGEST * _by_chance(snapshot)
    limit = variance / 2 + sqrt(variance / draws)
    if not excess > limit:
        return
    severe = excess > max(limit, uniform)
    yield _finding(
        snapshot,
        "error" if severe else "warning",
        measured=f"a first loss of {loss.value:.4g}, {excess:.3g} nats above log {classes}",
        expected=f"at most {limit:.2f} nats above log {classes} = {uniform:.4g}: logits of "
        f"variance {variance:.2g}",
        magnitude=excess / limit,
    )


def _by_chance(snapshot: Snapshot) -> float:
    """What finite widths may make of the mean square that the head gets, two deviations up."""
    before_head = [hidden(s) for s in stretches(snapshot) if s[-1].is_output]
    mean, std = chance(max(before_head, key=len, default=()))
    return max(1.0, exp(mean + 2 * std))


def _finding(
    snapshot: Snapshot, severity: str, measured: str, expected: str, magnitude: float
) -> Finding:
    heads = [s for s in snapshot.signals if s.is_output]
    names = list(dict.fromkeys(s.weight for s in heads))
    size = snapshot.output_mean_square
    found = f" (outputs of mean square {size:.3g})" if size is not None else ""
    return Finding(
        "HED001",
        heads[0].layer if heads else "",
        "error" if severity == "error" else "warning",
        measured,
        expected,
        message=f"The model starts sure and wrong{found}: start the head "
        f"{shown(names) if names else ''}".rstrip()
        + " at 0, or smaller.",
        weight=names[0] if names else None,
        magnitude=magnitude,
        explains=EXPLAINS,
        repairs=tuple(
            Repair(name, "zeros", "the first loss is then that of knowing nothing")
            for name in names
            if name in outputs(snapshot)
            and snapshot.weight(name).kind == "weight"
            and not snapshot.weight(name).tied_to
        ),
    )


RULE = Rule(
    "HED001",
    "first-loss",
    "error",
    limit="1 nat + √(2 / min(classes, examples)) above log(classes), more behind layers of finite "
    "width; for an error log(classes) above it",
    judge=judge,
)
