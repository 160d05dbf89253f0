"""HED002: a head that starts without the classes' shares."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.snapshot import Snapshot

# Less than a tenth of the loss is not worth an edit.
NOTABLE = 0.1
# Of a loss without classes: a start at ten times the best constant's is far off.
TIMES = 10.0


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The head's bias ignores what is known of the targets beforehand.

    If some classes are rarer than others, the best answer that ignores the example is their shares,
    and its loss, the shares' entropy, is below log(classes). A head whose bias is the logarithm of
    the shares starts there; another one spends its first steps on learning them, with gradients
    that all point the same way. For a regression the bias is the targets' mean.

    Measured: log(classes) − the entropy of the labels in the batch. A batch of n labels in k
    equally likely classes shows a difference of (k − 1) / 2n with standard deviation √(2 (k − 1)) /
    2n even so (Wilks's χ²); only what lies four of them above, and above a tenth of log(classes),
    is reported, and only if the first loss has not gained half of it already. Batches with fewer
    than five examples for each class are not judged. For losses without classes: a first loss of
    ten times the best constant's, from outputs of mean square at most 1.

    What to try: `head.bias.data = log(shares)`; for one sigmoid, log(p / (1 − p)).

    Source: Lin et al. 2017, arXiv:1708.02002; Wilks 1938 for the statistic.
    """
    loss = snapshot.loss
    if loss is None or not loss.is_users or loss.know_nothing is None:
        raise NotJudged("The lowest loss of a constant output is not known. Give a loss.")
    if loss.classes is None or loss.uniform is None:
        small = (snapshot.output_mean_square or 0.0) <= 1
        if loss.know_nothing > 0 and loss.value > TIMES * loss.know_nothing and small:
            yield _finding(
                snapshot,
                measured=f"a first loss of {loss.value:.3g}",
                expected=f"about {loss.know_nothing:.3g}, the best constant output's",
                magnitude=loss.value / loss.know_nothing / TIMES,
                advice="the targets' mean, or the logit of their share",
            )
        return
    labels, freedom = snapshot.batch_size, loss.classes - 1
    if labels is None or labels < 5 * loss.classes:
        raise NotJudged(
            "The batch is too small to show the classes' shares. Give five examples for each class."
        )
    gain = loss.uniform - loss.know_nothing
    limit = max(
        (freedom + 4 * sqrt(2 * freedom)) / (2 * labels),
        NOTABLE * loss.uniform,
    )
    if gain <= limit or loss.value - loss.know_nothing < gain / 2:
        return
    yield _finding(
        snapshot,
        measured=f"a first loss of {loss.value:.3g}, where the classes' shares alone give "
        f"{loss.know_nothing:.3g}",
        expected=f"a difference of at most {limit:.2g} nats between log {loss.classes} and the "
        "shares' entropy",
        magnitude=gain / limit,
        advice="the logarithm of the classes' shares",
    )


def _finding(
    snapshot: Snapshot, measured: str, expected: str, magnitude: float, advice: str
) -> Finding:
    heads = [s for s in snapshot.signals if s.is_output]
    layer = heads[0].layer if heads else ""
    where = f" of {layer}" if layer else ""
    return Finding(
        "HED002",
        layer,
        "note",
        measured,
        expected,
        message=f"The targets are unbalanced: start the last bias{where} at {advice}.",
        magnitude=magnitude,
    )


RULE = Rule(
    "HED002",
    "class-prior",
    "note",
    limit="log(classes) − entropy of the labels, four standard deviations above a balanced batch's "
    "and a tenth of log(classes)",
    judge=judge,
)
