"""What one forward and one backward pass of a model measured: plain numbers, no framework.

A `Snapshot` can be written by hand, so a rule is tested in milliseconds, and saved as JSON, so a
report can be drawn again. Mean squares are over examples, positions and units. None stands for
what could not be measured; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["training", "evaluation"]
Operation = Literal["dense", "convolution", "transposed convolution", "embedding", "recurrent"]


@dataclass(frozen=True)
class Weight:
    """One parameter of the model. Several names for one tensor are one weight, tied."""

    name: str
    kind: str  # as in initlab.initializers.assignment: "weight", "bias", "embedding", …
    layer: str  # the module it belongs to
    layer_type: str  # that module's class
    shape: tuple[int, ...]
    dtype: str
    mean: float
    variance: float
    zero_share: float  # 0 to 1
    inputs: float | None = None  # true fans, of one part
    outputs: float | None = None
    parts: int = 1
    duplicate_share: float = 0.0  # of units whose weights repeat an earlier unit's, 0 to 1
    edge_share: float = 0.0  # of elements that share the largest absolute value, 0 to 1
    spectral_norm: float | None = None  # of the (outputs, inputs · kernel) matrix
    gradient_mean_square: float | None = None  # None: frozen, or the backward pass did not run
    trainable: bool = True
    finite: bool = True
    tied_to: tuple[str, ...] = ()  # its other names
    same_as: tuple[str, ...] = ()  # other weights with equal elements, not tied
    untouched: bool = False  # the forward pass did not use it


@dataclass(frozen=True)
class Signal:
    """One application of a weight in the forward pass, in order."""

    step: int
    weight: str  # name of the weight applied
    layer: str
    operation: Operation
    input_mean_square: float
    output_mean_square: float  # of the pre-activations, bias included
    output_mean: float
    predicted_mean_square: float | None  # n_in · E[W²] · input mean square + E[b²]
    predicted_error: float | None  # relative standard error of that, at this width and batch
    similarity: float | None  # mean cosine between the pre-activations of different examples
    input_similarity: float | None
    effective_rank: float | None  # of (examples, units), centred: (Σ s²)² / Σ s⁴
    rank_limit: float | None  # the most it could be at this size
    activation: str | None = None  # the catalogue's name for what is applied next, if it knows it
    activated_mean_square: float | None = None
    silent_share: float | None = None  # of units with slope 0 on the whole batch, 0 to 1
    saturated_share: float | None = None  # of values where the slope is below 5 % of its largest
    gradient_mean_square: float | None = None  # of the loss, by the pre-activations
    finite: bool = True
    normalized_next: bool = False  # a normalization follows, before or after the activation
    is_output: bool = False  # nothing with weights follows it on the way to the model's output


@dataclass(frozen=True)
class Addition:
    """A residual addition: the stream, and what the branch adds to it."""

    step: int
    layer: str  # the module that holds it
    stream_mean_square: float
    branch_mean_square: float
    sum_mean_square: float
    normalized_after: bool


@dataclass(frozen=True)
class Loss:
    """The first loss, against the lowest that an output independent of the example reaches."""

    value: float
    know_nothing: float | None
    uniform: float | None = None  # log of the number of classes, where there are classes
    classes: int | None = None
    is_users: bool = True  # False: a random cotangent stood in for a loss


@dataclass(frozen=True)
class Curvature:
    """Largest eigenvalue of the loss's Hessian at the start, and the user's learning rate."""

    largest: float
    learning_rate: float | None


@dataclass(frozen=True)
class Snapshot:
    """Everything the rules judge by."""

    model: str  # its class
    mode: Mode
    batch_size: int | None
    weights: tuple[Weight, ...]
    signals: tuple[Signal, ...]
    additions: tuple[Addition, ...] = ()
    loss: Loss | None = None
    output_mean_square: float | None = None
    curvature: Curvature | None = None
    width_slopes: tuple[WidthSlope, ...] = ()
    not_judged: tuple[str, ...] = ()  # sentences: what could not be measured, and why
    raised: str | None = None  # how the forward or backward pass ended, if it raised
    initial_facts: dict[str, str] = field(default_factory=dict)

    def weight(self, name: str) -> Weight:
        """The weight of that name."""
        return next(weight for weight in self.weights if weight.name == name)


@dataclass(frozen=True)
class WidthSlope:
    """How a coordinate's size grows with width: d log(size) / d log(width), with its error."""

    layer: str
    step: int  # of training; 0 is the start
    slope: float
    standard_error: float
