"""Starts of tables whose rows are looked up: tokens and positions, shape (entries, width).

Give them the fans of an embedding (`fans.embedding`): an output is one weight, not a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import Spread, VarianceScaling
from initlab.initializers.record import Initializer
from initlab.streams import Source
from initlab.streams.elements import TRUNCATED_STD


@dataclass(frozen=True)
class Sinusoids:
    """Row t: sin and cos of t / `period`^(2i / width), in turns, for i = 0 … width / 2 − 1."""

    period: float = 10_000.0

    def __post_init__(self) -> None:
        if not 1 < self.period < float("inf"):
            raise DomainError(f"period is a finite number above 1; got {self.period:g}.")

    @property
    def formula(self) -> str:
        return f"W[t, 2i] = sin(t / {self.period:g}^(2i/d)), W[t, 2i + 1] = cos(…)"

    def std(self, shape: tuple[int, ...], fans: Fans | None) -> float:
        _checked(shape)
        return sqrt(1 / 2)  # sin² + cos² = 1, shared by two

    def build(self, source: Source, shape: tuple[int, ...], fans: Fans | None) -> Array:
        positions, width = _checked(shape)
        rates = self.period ** -(np.arange(0, width, 2) / width)
        angles = np.arange(positions)[:, None] * rates
        return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(shape)


def _checked(shape: tuple[int, ...]) -> tuple[int, int]:
    if len(shape) != 2 or shape[1] % 2:
        raise ShapeError(
            "Sinusoids fill a table of shape (positions, width) with an even width, a sine and a "
            f"cosine for each rate; got {shape}."
        )
    return shape[0], shape[1]


ENTRIES = (
    Initializer(
        name="embedding_normal",
        title="embedding, N(0, 1)",
        law=Spread(1.0),
        keeps="the unit variance that the next layer's law expects of its inputs",
        use="token tables that feed a layer directly",
        avoid="tables tied to the output: logits then have the variance d of a width d",
        frameworks=("torch.nn.Embedding",),
        source="PyTorch documentation, torch.nn.Embedding; implementation: pytorch/pytorch, "
        "torch/nn/modules/sparse.py, reset_parameters",
    ),
    Initializer(
        name="embedding_uniform",
        title="embedding, U(±0.05)",
        law=Spread(0.05 / sqrt(3), "uniform"),
        keeps="nothing: the scale knows neither the width nor what follows",
        use="comparing with Keras' tables as they come",
        avoid="networks without normalization after the table: its variance is 1/1200",
        note="`scale` is the standard deviation, 0.05/√3.",
        frameworks=("keras.layers.Embedding",),
        source="Keras documentation, keras.layers.Embedding; implementation: keras-team/keras, "
        "keras/src/layers/core/embedding.py and initializers/random_initializers.py",
    ),
    Initializer(
        name="embedding_width",
        title="embedding, 1/√d",
        law=VarianceScaling(1.0, "outputs"),
        keeps="the length 1 of a row, and the variance of logits where the table is tied",
        use="tables tied to the output; elsewhere multiply what is looked up by √d",
        avoid="tied tables whose lookups are not multiplied by √d: positions then drown them",
        note="`outputs` is the width only with the fans of an embedding; those of a dense layer "
        "would count the entries. The row of a padding token is set to 0 afterwards.",
        frameworks=("flax.linen.Embed",),
        source="Vaswani et al. 2017, arXiv:1706.03762, section 3.4 (the factor √d); "
        "implementation: facebookresearch/fairseq, fairseq/models/transformer.py, Embedding; "
        "google/flax, flax/linen/linear.py, default_embed_init",
    ),
    Initializer(
        name="embedding_truncated",
        title="embedding, truncated 0.02",
        law=Spread(0.02 * TRUNCATED_STD, "truncated"),
        keeps="nothing by itself: a normalization layer follows",
        use="tokens and learned positions of BERT-like and vision transformers",
        avoid="networks without normalization after the table",
        note="N(0, 0.02²) cut at ±0.04 has the standard deviation 0.0176, which is `scale`. "
        "torch.nn.init.trunc_normal_(std=0.02) cuts at ±2, a hundred deviations: not at all.",
        source="Devlin et al. 2018, arXiv:1810.04805; implementation: google-research/bert, "
        "modeling.py, create_initializer",
    ),
    Initializer(
        name="sinusoidal",
        title="sinusoidal positions",
        law=Sinusoids(),
        keeps="the length √(d/2) of each row; a step in time is a rotation of it",
        use="positions added to embeddings",
        avoid="rows of variance 1/d: without the factor √d on them the positions drown them",
        note="Deterministic. tensor2tensor and fairseq put all sines before all cosines and "
        "divide by d/2 − 1: a permutation of the columns, and slightly other rates.",
        source="Vaswani et al. 2017, arXiv:1706.03762, section 3.5; implementation: "
        "harvardnlp/annotated-transformer, the_annotated_transformer.py, PositionalEncoding",
    ),
)
