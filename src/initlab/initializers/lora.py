"""Starts of low-rank adapters: W x + s B A x, A of shape (rank, inputs), B (outputs, rank).

`factors` gives the adapters that are cut out of a pretrained weight; the others are laws.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal, get_args

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError, unknown_name
from initlab.initializers.fans import Fans
from initlab.initializers.laws import Constant, InverseFan, VarianceScaling
from initlab.initializers.record import Initializer, Role
from initlab.streams import Source

Method = Literal["pissa", "olora", "mica"]


@dataclass(frozen=True)
class Factors:
    """What replaces a weight W: `residual` + scaling · `b` @ `a` is W, to rounding."""

    a: Array  # (rank, inputs)
    b: Array  # (outputs, rank)
    residual: Array  # (outputs, inputs), frozen while the adapter trains


def factors(method: Method, weight: Array, rank: int, scaling: float = 1.0) -> Factors:
    """An adapter that starts as a part of `weight`, and what is left of it.

    Args:
        method: "pissa", the `rank` largest singular directions; "olora", the first `rank`
            columns and rows of a QR factorization; "mica", A = 0 and the left singular vectors
            of the `rank` smallest singular values.
        weight: W, shape (outputs, inputs), pretrained.
        rank: of the adapter, at most the smaller side of W.
        scaling: s of W x + s B A x, often α / rank; above 0.
    Returns: float64 factors and residual.
    Raises: InitlabError: an unknown method, a rank or a scaling that W does not have.

    >>> weight = np.array([[3.0, 0.0], [0.0, 1.0]])
    >>> cut = factors("pissa", weight, rank=1)
    >>> (cut.b @ cut.a).round(12).tolist(), cut.residual.round(12).tolist()
    ([[3.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]])

    Source: PiSSA, Meng et al. 2024, arXiv:2404.02948; OLoRA, Büyükakyüz 2024, arXiv:2406.01775;
    MiCA, Rüdiger and Raschka 2026, arXiv:2604.01694; implementation: huggingface/peft,
    src/peft/tuners/lora/layer.py.
    """
    whole = np.asarray(weight, dtype=np.float64)
    if whole.ndim != 2 or not 1 <= rank <= min(whole.shape):
        raise ShapeError(
            f"An adapter of rank {rank} needs a weight of shape (outputs, inputs), neither below "
            f"the rank; got {whole.shape}."
        )
    if not 0 < scaling < inf:
        raise DomainError(f"scaling is a finite number above 0; got {scaling:g}.")
    if method == "pissa":
        left, singular, right = np.linalg.svd(whole, full_matrices=False)
        root = np.sqrt(singular[:rank] / scaling)
        a, b = root[:, None] * right[:rank], left[:, :rank] * root
    elif method == "olora":
        q, r = np.linalg.qr(whole)
        a, b = r[:rank], q[:, :rank]
    elif method == "mica":
        left = np.linalg.svd(whole, full_matrices=False).U
        a, b = np.zeros((rank, whole.shape[1])), left[:, -rank:]
    else:
        raise unknown_name("method", method, get_args(Method))
    return Factors(a, b, whole - scaling * (b @ a))


@dataclass(frozen=True)
class FromPretrained:
    """A factor of a pretrained weight, which `factors` computes: a shape alone has none."""

    formula: str

    def __post_init__(self) -> None:
        if not isinstance(self.formula, str):
            raise DomainError(f"A formula is no parameter to change; got {self.formula!r}.")

    def std(self, shape: tuple[int, ...], fans: Fans | None) -> float:
        raise self._refusal()

    def build(self, source: Source, shape: tuple[int, ...], fans: Fans | None) -> Array:
        raise self._refusal()

    def _refusal(self) -> DomainError:
        return DomainError(
            f"{self.formula}: that needs a pretrained weight, not only a shape. "
            "Call initlab.initializers.lora.factors(method, weight, rank)."
        )


A = "the factor next to the input, A"
B = "the factor next to the output, B"
HALF_OFF = (
    "B A starts at 0, so the model starts unchanged, and A gets no gradient in the first step."
)
RESIDUAL = (
    "W is replaced by W − s B A: a checkpoint's adapter alone, on the original W, is wrong. "
    "Half precision rounds the residual; keep it wider or measure."
)

ENTRIES = (
    Initializer(
        name="lora",
        title="LoRA",
        law=VarianceScaling(1 / 3, "inputs", "uniform"),
        roles=(
            Role("a", VarianceScaling(1 / 3, "inputs", "uniform"), A),
            Role("b", Constant(0.0), B),
        ),
        keeps="the pretrained model's outputs, exactly",
        use="low-rank adapters of pretrained dense layers",
        avoid="setting A to 0 as well: then neither factor ever gets a gradient",
        note=f"{HALF_OFF} U(±1/√n_in), which Kaiming's rule gives with a = √5. "
        "Adapters of embeddings swap: A is 0 and B is N(0, 1).",
        source="Hu et al. 2021, arXiv:2106.09685; implementation: microsoft/LoRA, "
        "loralib/layers.py; huggingface/peft, src/peft/tuners/lora/layer.py",
    ),
    Initializer(
        name="lora_gaussian",
        title="LoRA, Gaussian",
        law=InverseFan(1.0, "outputs"),
        roles=(
            Role("a", InverseFan(1.0, "outputs"), A),
            Role("b", Constant(0.0), B),
        ),
        keeps="the pretrained model's outputs, exactly",
        use="low-rank adapters, in diffusion models mostly",
        avoid="setting A to 0 as well: then neither factor ever gets a gradient",
        note=f"{HALF_OFF} n_out of A is the rank: at rank 8 and width 4096 A x is 14 times as "
        "large as lora's.",
        source="Hu et al. 2021, arXiv:2106.09685 (A random Gaussian, B zero); implementation: "
        "huggingface/peft, src/peft/tuners/lora/layer.py, 'gaussian'",
    ),
    Initializer(
        name="pissa",
        title="PiSSA",
        law=FromPretrained("A = √(S_r / s) V_rᵀ, B = U_r √(S_r / s)"),
        roles=(
            Role("a", FromPretrained("A = √(S_r / s) V_rᵀ"), A),
            Role("b", FromPretrained("B = U_r √(S_r / s)"), B),
        ),
        keeps="the pretrained model's outputs, to rounding, with the largest part of W trainable",
        use="low-rank adapters that should learn faster than from B = 0",
        avoid="weights that must stay as they are: the base weight changes too",
        note=RESIDUAL,
        source="Meng et al. 2024, arXiv:2404.02948; implementation: huggingface/peft, "
        "src/peft/tuners/lora/layer.py, pissa_init",
    ),
    Initializer(
        name="olora",
        title="OLoRA",
        law=FromPretrained("A = R_r, B = Q_r, W = Q R"),
        roles=(
            Role("a", FromPretrained("A = R_r, W = Q R"), A),
            Role("b", FromPretrained("B = Q_r, W = Q R"), B),
        ),
        keeps="the pretrained model's outputs, to rounding; B's columns are orthonormal",
        use="low-rank adapters where an SVD is too slow",
        avoid="weights that must stay as they are: the base weight changes too",
        note=f"{RESIDUAL} B A is not divided by s, as in peft: at s ≠ 1 the adapter is s times "
        "its part of W.",
        source="Büyükakyüz 2024, arXiv:2406.01775; implementation: huggingface/peft, "
        "src/peft/tuners/lora/layer.py, olora_init",
    ),
    Initializer(
        name="mica",
        title="MiCA",
        law=FromPretrained("A = 0, B = U[:, −r:]"),
        roles=(
            Role("a", Constant(0.0), A),
            Role("b", FromPretrained("B = U[:, −r:]"), f"{B}, frozen"),
        ),
        keeps="the pretrained model's outputs, exactly, and the directions it uses most",
        use="adding knowledge with half of LoRA's trained numbers at the same rank",
        avoid="training B too: it is frozen, and A alone moves",
        note="U's last columns belong to the smallest singular values; where those are 0 or equal "
        "any basis of their space will do, and machines choose different ones.",
        source="Rüdiger and Raschka 2026, arXiv:2604.01694; implementation: huggingface/peft, "
        "src/peft/tuners/lora/layer.py, mica_init; unslothai/unsloth, unsloth/models/lora_init.py",
    ),
)
