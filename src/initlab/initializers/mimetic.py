"""Mimetic starts of attention: projections drawn in pairs, so that their products look trained."""

from __future__ import annotations

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.streams import Elements, Source

__all__ = ["query_and_key", "value_and_output"]


def query_and_key(
    source: Source, width: int, heads: int = 1, *, noise: float = 0.7, identity: float = 0.7
) -> tuple[Array, Array]:
    """Weights with W_Qᵀ W_K, per head, the nearest of its rank to noise · Z + identity · I.

    Z has elements N(0, 1 / width). A token then attends most to tokens like itself, as in trained
    vision Transformers.

    Args:
        source: where the random numbers come from; one Z for each head.
        width: of the model, inputs of both projections.
        heads: equal blocks of width / heads rows.
        noise, identity: α₁ and β₁ of the paper.
    Returns: query and key, each (width, width), rows by head.
    Raises: DomainError: `heads` do not divide `width`.

    >>> from initlab.streams import RngSource
    >>> query, key = query_and_key(RngSource(np.random.default_rng(0)), 64)
    >>> bool(np.trace(query.T @ key) > 0.6 * 64)
    True

    Source: Trockman and Kolter 2023, arXiv:2305.09828; implementation: osiriszjq/structured_init,
    pytorch-image-models/timm/models/vision_transformer.py.
    """
    if width < 1 or heads < 1 or width % heads:
        raise DomainError(f"A width divides into heads; got {width} and {heads}.")
    rank = width // heads
    pairs = [_factors(source, width, noise, identity) for _ in range(heads)]
    query = np.concatenate([left[:, :rank].T for left, _ in pairs])
    key = np.concatenate([right[:rank] for _, right in pairs])
    return query, key


def value_and_output(
    source: Source, width: int, *, noise: float = 0.4, identity: float = 0.4
) -> tuple[Array, Array]:
    """Weights with W_O W_V = noise · Z − identity · I, Z with elements N(0, 1 / width).

    Attention then subtracts a part of what the residual stream holds, as in trained models.

    Args:
        source: where the random numbers come from.
        width: of the model.
        noise, identity: α₂ and β₂ of the paper.
    Returns: value and output projection, each (width, width).

    >>> from initlab.streams import RngSource
    >>> value, output = value_and_output(RngSource(np.random.default_rng(0)), 64)
    >>> bool(np.trace(output @ value) < -0.3 * 64)
    True

    Source: Trockman and Kolter 2023, arXiv:2305.09828; implementation: osiriszjq/structured_init,
    pytorch-image-models/timm/models/vision_transformer.py.
    """
    if width < 1:
        raise DomainError(f"A width is at least 1; got {width}.")
    left, right = _factors(source, width, noise, -identity)
    return right, left


def _factors(source: Source, width: int, noise: float, identity: float) -> tuple[Array, Array]:
    """U √S and √S Vᵀ of noise · Z + identity · I: their product is that matrix."""
    drawn = source.elements(Elements("normal", noise / np.sqrt(width)), (width, width))
    left, singular, right = np.linalg.svd(drawn + identity * np.eye(width))
    root = np.sqrt(singular)
    return left * root, root[:, None] * right
