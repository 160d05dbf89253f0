"""The catalogue for JAX and Flax: initializers that take a key, and whole trees by address.

Every name of `jax.nn.initializers` is here with JAX's meaning and signature, and every other name
of the catalogue beside it. A key gives JAX's own random numbers: the same law as elsewhere, not the
same bits. `initialize` gives the same bits as NumPy, PyTorch and Keras.

>>> import jax, initlab.jax
>>> kernel = initlab.jax.he_truncated()(jax.random.key(0), (300, 400))
>>> kernel.shape, kernel.dtype.name
((300, 400), 'float32')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from initlab.errors import missing_package

try:
    import jax as _jax  # noqa: F401  # only to say plainly that it is missing
except ModuleNotFoundError as error:
    if error.name != "jax":
        raise
    raise missing_package("JAX", "jax") from None

from initlab.jax.initializers import get, named, names
from initlab.jax.trees import initialize

if TYPE_CHECKING:
    from jax.nn.initializers import Initializer as Initializer

__all__ = ["get", "initialize"]


def __getattr__(name: str) -> Any:
    if not name.startswith("_") and name in names():
        return named(name)
    raise AttributeError(f"module 'initlab.jax' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *names()})
