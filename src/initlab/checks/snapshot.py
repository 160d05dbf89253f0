"""What one forward and one backward pass of a model measured: plain numbers, no framework.

A `Snapshot` can be written by hand, so a rule is tested in milliseconds, and saved as JSON, so a
report can be drawn again. Mean squares are over examples, positions and units. None stands for
what could not be measured; nothing is guessed.
"""

from __future__ import annotations

import json
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from math import isfinite
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from initlab.errors import DataError

Mode = Literal["training", "evaluation"]
Operation = Literal["dense", "convolution", "transposed convolution", "embedding", "recurrent"]
FORMAT = 1  # of the JSON; raised when a reader of the old one would misread the new one


@dataclass(frozen=True)
class Weight:
    """One parameter of the model. Several names for one tensor are one weight, tied.

    A parametrized weight is the tensor that the layer computes with.
    """

    name: str
    kind: str  # as in initlab.initializers.assignment: "weight", "bias", "embedding", …
    layer: str  # the module it belongs to, "" for the model itself
    layer_type: str  # that module's class
    shape: tuple[int, ...]  # (outputs, inputs / groups, *kernel)
    dtype: str
    mean: float
    variance: float
    zero_share: float  # 0 to 1
    inputs: float | None = None  # true fans, of one part
    outputs: float | None = None
    parts: int = 1
    groups: int = 1
    roles: tuple[str, ...] = ()
    largest: float = 0.0  # absolute value
    duplicate_share: float = 0.0  # of rows that repeat an earlier row of their group, 0 to 1
    edge_share: float = 0.0  # of elements that share the largest absolute value, 0 to 1
    spectral_norm: float | None = None  # of the (outputs, inputs · kernel) matrix; largest part's
    gradient_mean_square: float | None = None  # None: frozen, or the backward pass did not run
    trainable: bool = True
    finite: bool = True
    tied_to: tuple[str, ...] = ()  # its other names
    same_as: tuple[str, ...] = ()  # other weights with equal elements, not tied, not constant
    untouched: bool = False  # the forward pass did not use it


@dataclass(frozen=True)
class Signal:
    """One application of a weight in the forward pass, in order."""

    step: int
    weight: str  # name of the weight applied
    layer: str
    operation: Operation
    input_mean_square: float  # 1 for an embedding, whose input is one-hot with a fan of 1
    output_mean_square: float  # of the pre-activations, bias included
    output_mean: float
    predicted_mean_square: float | None  # n_in · E[W²] · input mean square + E[b²]
    predicted_error: float | None  # relative standard error of that, at this width and batch
    similarity: float | None  # mean cosine between the pre-activations of different examples
    input_similarity: float | None
    effective_rank: float | None  # of (examples, units), centred: (Σ s²)² / Σ s⁴
    rank_limit: float | None  # the most it could be at this size
    units: int = 0
    activation: str | None = None  # what is applied next: the catalogue's name, or else PyTorch's
    activated_mean_square: float | None = None
    silent_share: float | None = None  # of units with slope 0 on the whole batch; None: no zone
    saturated_share: float | None = None  # of values where a bounded φ has < 5 % of its top slope
    gradient_mean_square: float | None = None  # of the loss, by the pre-activations
    finite: bool = True
    normalized_next: bool = False  # by the batch's own statistics, before or after the activation
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
class WidthSlope:
    """How a coordinate's size grows with width: d log(size) / d log(width), with its error."""

    layer: str
    step: int  # of training; 0 is the start
    slope: float
    standard_error: float


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

    def weight(self, name: str) -> Weight:
        """The weight of that name."""
        return next(weight for weight in self.weights if weight.name == name)


def to_json(snapshot: Snapshot) -> str:
    """A snapshot as JSON text; numbers that JSON lacks are "nan", "inf" and "-inf".

    >>> from_json(to_json(Snapshot("Net", "training", 8, (), ()))).model
    'Net'
    """
    plain = {"format": FORMAT, **_plain(asdict(snapshot))}
    return json.dumps(plain, allow_nan=False, ensure_ascii=False, indent=1)


def from_json(text: str) -> Snapshot:
    """The snapshot that `to_json` wrote.

    Raises: DataError: text that is no snapshot, or one of another format.
    """
    try:
        plain = json.loads(text)
        written = plain.pop("format")
        if written == FORMAT:
            snapshot: Snapshot = _record(plain, Snapshot)
            return snapshot
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(
            f"This is no snapshot of a check: {error!r}. Run the check again."
        ) from None
    raise DataError(
        f"This snapshot has format {written!r}; this version reads {FORMAT}. Run the check again."
    )


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _record(value: Any, kind: Any) -> Any:
    """What JSON made of a value of type `kind`, made that again."""
    if get_origin(kind) in (Union, types.UnionType):
        if value is None:
            return None
        return _record(value, next(k for k in get_args(kind) if k is not type(None)))
    if get_origin(kind) is tuple:
        return tuple(_record(part, get_args(kind)[0]) for part in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {f.name for f in fields(kind)}
        if unknown := set(value) - known:
            raise KeyError(*sorted(unknown))
        return kind(**{key: _record(part, hints[key]) for key, part in value.items()})  # type: ignore[operator]
    return float(value) if kind is float else value
