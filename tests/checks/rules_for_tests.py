"""Two simple rules, so that what stands around the rules is tested without the real ones."""

from __future__ import annotations

from initlab.checks.findings import Finding, NotJudged, Repair, Rule


def zero_weights(snapshot):
    """All weights of a layer are zero.

    Its units stay alike. Try "xavier".
    """
    for weight in snapshot.weights:
        if weight.kind == "weight" and weight.zero_share == 1:
            bias = f"{weight.layer}.bias".lstrip(".")
            yield Finding(
                "SYM001",
                weight.layer,
                "error",
                "100 % zeros",
                "less",
                f"All weights of {weight.layer} are zero: give them 'xavier'.",
                weight=weight.name,
                explains=("GRD001",),
                repairs=(
                    Repair(weight.name, "xavier", "zeros stay alike"),
                    Repair(bias, "zeros", "nothing is known yet"),
                ),
            )


def loud_layer(snapshot):
    """A layer's pre-activations are too large; no entry is asked for."""
    for signal in snapshot.signals:
        if signal.output_mean_square > 100:
            yield Finding(
                "SCL002",
                signal.layer,
                "warning",
                f"{signal.output_mean_square:.3g}",
                "at most 100",
                f"The pre-activations of {signal.layer} are too large: scale its weights.",
                weight=signal.weight,
                magnitude=signal.output_mean_square / 100,
            )


def unhappy_step(snapshot):
    """The step is too large."""
    if snapshot.curvature is None:
        raise NotJudged("no learning rate was given.")
    yield from ()


RULES = (
    Rule("SYM001", "zero-weights", "error", "a weight that is not zero", zero_weights),
    Rule("SCL002", "exploding-signal", "warning", "100", loud_layer),
    Rule("STP001", "step-too-large", "warning", "2 / λ", unhappy_step),
)
