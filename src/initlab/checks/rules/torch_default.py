"""TRP001: PyTorch's default in a deep stack."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log, sqrt

from initlab import activations, theory
from initlab.checks.findings import Finding, NotJudged, Rule, Severity
from initlab.checks.rules.limits import LOG_SLOW, LOG_STUCK
from initlab.checks.rules.stretches import (
    hidden,
    in_words,
    is_uniform_within,
    repairs,
    stretches,
)
from initlab.checks.snapshot import Signal, Snapshot

DEFAULT = 1.0 / 3.0  # inputs · Var[W] of U(−1/√inputs, 1/√inputs)


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """A deep stack keeps the weights that PyTorch's layers come with.

    nn.Linear and the convolutions draw from U(−1/√inputs, 1/√inputs), by `kaiming_uniform_` with
    a = √5. Its variance is a third of 1 / inputs; ReLU asks for 2 / inputs, so each layer keeps
    one sixth of what two examples differ by, and passes back one sixth of the gradient's mean
    square. The default biases, the same for all examples, then outweigh the signal: outputs
    become alike. A few layers learn all the same; in depth the sixths multiply.

    Measured: in each run of layers without normalization or residual addition, those whose weights
    lie in that interval and have its variance within five standard errors. For each, theory gives
    the factor χ on a gradient's mean square from its activation and measured pre-activations. The
    product is a warning below 1e-6 (8 layers of ReLU), an error where plain gradient descent at
    rate 0.01 rounds the first layer's steps away in float32 (14 layers).

    What to try: "he" for ReLU, "gained" for another activation, zero biases; or a normalization.

    Source: PyTorch, torch/nn/modules/linear.py and issue 15314; He et al. 2015, arXiv:1502.01852.
    """
    if not snapshot.signals:
        raise NotJudged("No weight was seen at work.")
    known = {weight.name: weight for weight in snapshot.weights}
    for stretch in stretches(snapshot):
        layers = []
        for signal in hidden(stretch):
            weight = known[signal.weight]
            default = weight.inputs and is_uniform_within(weight, 1.0 / sqrt(weight.inputs))
            if default and signal.activation is not None and not signal.normalized_next:
                layers.append(signal)
        lost = -sum(_log_chi(signal) for signal in layers)
        if lost < LOG_SLOW:
            continue
        severity: Severity = "error" if lost >= LOG_STUCK else "warning"
        first, last = layers[0], layers[-1]
        yield Finding(
            "TRP001",
            first.layer,
            severity,
            measured=f"inputs · Var[W] = 1/3 in {len(layers)} layers, {first.layer} to "
            f"{last.layer}; gradients shrink by {exp(lost / 2):.1e}",
            expected="a shrinkage below 1e3 over the stack, or normalization",
            message=f"{len(layers)} layers in a row keep PyTorch's default weights, made for no "
            f"activation (√5): give {in_words(layers)}, and zero biases.",
            weight=first.weight,
            magnitude=lost / LOG_SLOW,
            explains=("SCL001", "SCL004", "GRD001", "GRD003", "COL001", "COL002"),
            repairs=repairs(snapshot, layers, "PyTorch's default keeps a sixth per ReLU layer"),
        )


def _log_chi(signal: Signal) -> float:
    """log of what the layer passes back of a gradient's mean square; 0 where not known."""
    names = {record.name for record in activations.ALL}
    if signal.activation not in names or not 0 < signal.output_mean_square < float("inf"):
        return 0.0
    block = theory.Block(signal.activation, DEFAULT)
    chi = float(theory.derivative_map(block, signal.output_mean_square))
    return log(chi) if chi > 0 else 0.0


RULE = Rule(
    "TRP001",
    "torch-default-in-deep-relu",
    "error",
    limit="gradients 1e-3 of the last layer's (warning), or lost to float32's rounding (error)",
    judge=judge,
)
