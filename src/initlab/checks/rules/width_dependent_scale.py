"""MUP001: signals whose size depends on the width."""

from __future__ import annotations

from collections.abc import Iterator

from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.snapshot import Snapshot, WidthSlope

# Exponents of width are multiples of ½ (Yang and Hu 2021, arXiv:2011.14522), so the nearest
# wrong one is ½ away: beyond ¼ it is nearer than 0.
HALFWAY = 0.25
# 99.8 % of Student's t with 4 degrees of freedom lies within ±7.2, 95 % within ±2.8.
ERRORS = 2.8


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The size of a layer's values grows or shrinks with the width of the model.

    Under the maximal update parametrization (μP) every hidden coordinate keeps its size as the
    model gets wider, at the start and after each step; then a learning rate that suits a narrow
    model suits a wide one. The coordinate check trains models of several widths for a few steps;
    its usual result is a picture for the eye.

    Measured: the slope of log(root mean square) against log(width), for each layer and step, with
    its standard error over seeds. Exponents of width are multiples of ½, so the verdict is: keeps
    its size if the slope is within ¼ of 0, and grows or shrinks if it is beyond ¼ and its 95 %
    interval excludes 0. Outputs may shrink: at the start μP makes them fall as 1 / √width. A slope
    beyond ¼ whose interval includes 0 is undecided: use more seeds or more widths.

    What to try: μP's rules. For Adam: hidden weights' variance 1 / inputs, their learning rate
    divided by the width, the head's variance 1 / inputs².

    Source: Yang and Hu 2021, arXiv:2011.14522; Yang et al. 2022, arXiv:2203.03466, for the
    coordinate check.
    """
    if not snapshot.width_slopes:
        raise NotJudged("Widths were not compared. Give --widths module:factory.")
    heads = {s.layer for s in snapshot.signals if s.is_output}
    wrong = [w for w in snapshot.width_slopes if _verdict(w, w.layer in heads) != "keeps"]
    undecided = [w for w in wrong if _verdict(w, w.layer in heads) == "undecided"]
    decided = [w for w in wrong if w not in undecided]
    if not decided:
        if undecided:
            raise NotJudged(
                f"The slope of {undecided[0].layer or 'the model'} is {_interval(undecided[0])}, "
                "which decides nothing. Give more seeds or widths."
            )
        return
    worst = max(decided, key=lambda w: abs(w.slope))
    layers = list(dict.fromkeys(w.layer for w in decided))
    way = "grows" if worst.slope > 0 else "shrinks"
    yield Finding(
        "MUP001",
        worst.layer,
        "warning",
        measured=f"size ∝ width^{_interval(worst)} at step {worst.step}",
        expected=f"an exponent within ±{HALFWAY} of 0",
        message=f"{worst.layer or 'The model'} {way} with the width"
        + (f", and so do or shrink {len(layers) - 1} more layers" if len(layers) > 1 else "")
        + ": a learning rate tuned on a narrow model will not suit a wide one; use μP's scales.",
        magnitude=abs(worst.slope) / HALFWAY,
    )


def _verdict(slope: WidthSlope, is_output: bool) -> str:
    if abs(slope.slope) <= HALFWAY or (is_output and slope.slope < 0):
        return "keeps"
    return "wrong" if abs(slope.slope) > ERRORS * slope.standard_error else "undecided"


def _interval(slope: WidthSlope) -> str:
    return f"{slope.slope:.2f} ± {ERRORS * slope.standard_error:.2f}"


RULE = Rule(
    "MUP001",
    "width-dependent-scale",
    "warning",
    limit="an exponent of width within ¼ of 0, half the way to the nearest wrong one (Yang and Hu "
    "2021, arXiv:2011.14522)",
    judge=judge,
)
