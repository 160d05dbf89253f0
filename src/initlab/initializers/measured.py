"""Starts that are measured: they need a model, and mostly a batch, not only a shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.initializers.fans import Fans
from initlab.initializers.record import Initializer
from initlab.streams import Source


@dataclass(frozen=True)
class Measured:
    """A weight's scale is what makes the measured signal what it should be."""

    rule: str
    call: str  # how to run it

    @property
    def formula(self) -> str:
        return self.rule

    def std(self, shape: tuple[int, ...], fans: Fans | None) -> float:
        self._refuse()

    def build(self, source: Source, shape: tuple[int, ...], fans: Fans | None) -> Array:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise DomainError(
            f"A measured start needs a model, not only a shape; call {self.call} of initlab.torch."
        )


ENTRIES = (
    Initializer(
        name="lsuv",
        title="LSUV",
        law=Measured("W / std(outputs), layer after layer", "lsuv(model, batch)"),
        keeps="the variance 1 of each layer's outputs, on the batch it was given",
        use="networks whose activations or joins have no formula",
        avoid="batches unlike the data; residual branches, whose sum still grows with the depth",
        note="The published PyTorch code leaves the first layer as it is; here every layer counts.",
        source="Mishkin and Matas 2015, arXiv:1511.06422, algorithm 1; "
        "implementation: ducha-aiki/LSUV-pytorch",
    ),
    Initializer(
        name="kraehenbuehl",
        title="data-dependent (Krähenbühl)",
        law=Measured("W_j / std(channel j), then equal rates", "kraehenbuehl(model, batch)"),
        keeps="the rate gradient / weight alike in all layers, and each channel's share of a layer",
        use="plain convolutional networks of ReLU and pooling",
        avoid="networks that are not homogeneous: layers can then not trade scale exactly",
        note="The random variant; the paper also starts from k-means and principal components.",
        source="Krähenbühl et al. 2015, arXiv:1511.06856; implementation: philkr/magic_init, "
        "magic_init.py",
    ),
    Initializer(
        name="analytic",
        title="analytic",
        law=Measured("Var = 1 / (n_in E[x²]), x from the layer before", "analytic(model)"),
        keeps="the variance 1 of each layer's outputs, as worked out layer by layer without data",
        use="chains of known layers with any mixture of activations",
        avoid="models with joins or modules of your own: it refuses what it does not know",
        source="Bingham and Miikkulainen 2021, arXiv:2109.08958 (the idea); "
        "He et al. 2015, arXiv:1502.01852, section 2.2, for any φ",
    ),
)
