"""Starts of networks that map coordinates to values, and of layers that learn their functions."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from initlab.errors import DomainError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import (
    InverseFan,
    Spread,
    VarianceScaling,
    check_scale,
    chosen,
    of_std,
)
from initlab.initializers.record import Initializer, Role
from initlab.streams import Elements


@dataclass(frozen=True)
class Sine:
    """U(−√(6 / n_in) / ω, √(6 / n_in) / ω) for units sin(ω (W x + b)), ω `omega`."""

    omega: float = 30.0

    def __post_init__(self) -> None:
        if not 0 < self.omega < float("inf"):
            raise DomainError(f"omega is a finite number above 0; got {self.omega:g}.")

    @property
    def formula(self) -> str:
        return f"W ~ U(±√(6 / n_in) / {self.omega:g})"

    def elements(self, fans: Fans | None) -> Elements:
        # U(−b, b) has the variance b² / 3.
        return of_std(sqrt(2 / chosen("inputs", fans)) / self.omega, "uniform")


@dataclass(frozen=True)
class Level:
    """Every weight is `value` / √n_in."""

    value: float = 1.0

    def __post_init__(self) -> None:
        check_scale(self.value)

    @property
    def formula(self) -> str:
        return f"W = {self.value:g} / √n_in"

    def elements(self, fans: Fans | None) -> Elements:
        return Elements("constant", 0.0, self.value / sqrt(chosen("inputs", fans)))


ENTRIES = (
    Initializer(
        name="siren",
        title="SIREN",
        law=Sine(),
        roles=(
            Role("first", InverseFan(1 / sqrt(3), "inputs", "uniform"), "the layer on coordinates"),
        ),
        keeps="pre-activations near N(0, 1) at every depth: their variance tends to 0.797",
        use="networks of sin(ω (W x + b)) on coordinates scaled to [−1, 1]",
        avoid="any other activation; coordinates in pixels, whose first layer is far too fast",
        note="`omega` must be the network's: it divides out. The first layer is U(±1/n_in), and ω "
        "alone sets its frequencies. The authors' code leaves biases at PyTorch's U(±1/√n_in).",
        source="Sitzmann et al. 2020, arXiv:2006.09661, section 3.2 and supplement 1.5; "
        "implementation: vsitzmann/siren, modules.py, sine_init and first_layer_sine_init",
    ),
    Initializer(
        name="fourier_features",
        title="Fourier features",
        law=Spread(10.0),
        keeps="nothing: `scale` is the bandwidth, in cycles per unit of the coordinates",
        use="the fixed matrix B of [cos 2πBx, sin 2πBx] before a ReLU network",
        avoid="training it: then it is a first layer with a very bad start",
        note="Too small blurs, too large is noise: `scale` is tuned per task; 10 is usual for "
        "images on [0, 1]². The factor 2π is the mapping's, not the matrix's.",
        source="Tancik et al. 2020, arXiv:2006.10739; implementation: "
        "tancik/fourier-feature-networks, Demo.ipynb; ndahlquist/pytorch-fourier-feature-networks",
    ),
    Initializer(
        name="kan",
        title="KAN",
        law=VarianceScaling(1 / 3, "inputs", "uniform"),
        roles=(
            Role("base", VarianceScaling(1 / 3, "inputs", "uniform"), "the scale of SiLU, w_b"),
            Role("spline_scale", Level(), "the scale of the spline, w_s"),
            Role(
                "spline_noise",
                Spread(0.05 / sqrt(3), "uniform"),
                "a spline's values at its grid points, from which its coefficients are fitted",
            ),
        ),
        keeps="nothing exactly: splines start near 0, and the SiLU branch does the work",
        use="layers of learned univariate functions, the spline plus SiLU",
        avoid="setting spline coefficients to the noise: they are fitted to it",
        note="The noise is (U(0, 1) − ½) · noise / G: ±0.05 for pykan's 0.5 on 5 intervals. "
        "efficient-kan passes a = √5 · scale to Kaiming's rule, so a larger scale starts smaller.",
        source="Liu et al. 2024, arXiv:2404.19756; implementation: KindXiaoming/pykan, "
        "kan/KANLayer.py",
    ),
)
