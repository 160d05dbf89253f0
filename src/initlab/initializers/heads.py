"""Starts of the last layer: biases that say from the first step what is rare."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import Constant
from initlab.initializers.record import Initializer
from initlab.streams import Elements, Source


@dataclass(frozen=True)
class PriorBias:
    """b = −log((1 − π) / π): a sigmoid over it gives the probability π, `prior`."""

    prior: float = 0.01

    def __post_init__(self) -> None:
        if not 0 < self.prior < 1:
            raise DomainError(f"A prior is a probability between 0 and 1; got {self.prior:g}.")

    @property
    def formula(self) -> str:
        return f"b = −log((1 − {self.prior:g}) / {self.prior:g})"

    def elements(self, fans: Fans | None) -> Elements:
        return Elements("constant", 0.0, -log((1 - self.prior) / self.prior))


@dataclass(frozen=True)
class ClassPrior:
    """b_k = log p_k, p from the `counts` of the classes; all classes alike where none are given.

    A tuple does not fit into `name:field=value`: counts are given from Python,
    `replace(entry, law=ClassPrior((900, 90, 10)))`.
    """

    counts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.counts, tuple) or not all(
            0 < count < float("inf") for count in self.counts
        ):
            raise DomainError(
                f"counts is a tuple with a number above 0 for each class; got {self.counts!r}. "
                "Give it from Python, as ClassPrior((900, 90, 10))."
            )

    @property
    def formula(self) -> str:
        return "b_k = log p_k"

    def std(self, shape: tuple[int, ...], fans: Fans | None) -> float:
        return float(np.sqrt((self._biases(shape) ** 2).mean()))

    def build(self, source: Source, shape: tuple[int, ...], fans: Fans | None) -> Array:
        return self._biases(shape)

    def _biases(self, shape: tuple[int, ...]) -> Array:
        counts = np.array(self.counts or (1.0,) * shape[0], dtype=np.float64)
        if shape != counts.shape:
            raise ShapeError(
                f"The bias of {counts.size} classes has the shape ({counts.size},); got {shape}."
            )
        return np.log(counts / counts.sum())


ENTRIES = (
    Initializer(
        name="prior_bias",
        title="prior bias",
        law=PriorBias(),
        keeps="the loss of the first steps from being all of the many easy negatives",
        use="the last bias of detectors and other sigmoid heads with rare positives: "
        "set `prior` to their share",
        avoid="softmax heads, where equal biases cancel: use class_prior",
        note="It holds while the head's weights are small: RetinaNet takes N(0, 0.01²).",
        frameworks=("mmengine.model.bias_init_with_prob",),
        source="Lin et al. 2017, arXiv:1708.02002; implementation: open-mmlab/mmengine, "
        "mmengine/model/weight_init.py, bias_init_with_prob",
    ),
    Initializer(
        name="class_prior",
        title="class prior",
        law=ClassPrior(),
        keeps="the first prediction at the classes' frequencies: the loss starts at their entropy",
        use="the last bias of a softmax classifier of unequal classes",
        avoid="losses that correct for the classes by weights or offsets already",
        note="Without counts all classes are alike, which a softmax cannot tell from 0. "
        "Gradients of the bias, summed over the training set, are 0 while the weights are.",
        source="Karpathy 2019, A Recipe for Training Neural Networks, 'init well'; the gradient "
        "counts − n · softmax(b) is 0 at b = log(counts / n)",
    ),
    Initializer(
        name="zero_head",
        title="zero head",
        law=Constant(0.0),
        keeps="the first prediction at its bias, the same for every example",
        use="the last layer of a classifier or regressor, if all below it is random",
        avoid="a second layer of zeros anywhere in the same path: no gradient passes either",
        note="Safe because the head's own gradient is error × activation, which is not 0. "
        "The layers below get none in the first step and start in the second.",
        source="Zhang, Dauphin and Ma 2019, arXiv:1901.09321, where the classification layer is 0; "
        "implementation: hongyi-zhang/Fixup, cifar/models/fixup_resnet_cifar.py",
    ),
)
