"""The catalogue for Keras: classes and string identifiers, and whole models by address.

Every name of `keras.initializers` is here with Keras's meaning and arguments, and every other name
of the catalogue beside it, as `HeTruncated` and as `he_truncated`. Importing this module registers
them, so that a layer takes "initlab>he_truncated". An unseeded initializer that is used twice gives
two different tensors; Keras's own gives the same one twice. `initialize` fills a model with the
same bits as NumPy, PyTorch and JAX, with fans that belong to its layers.

>>> import keras, initlab.keras
>>> layer = keras.layers.Dense(8, kernel_initializer="initlab>he_truncated")
>>> layer.kernel_initializer.get_config()["scale"]
2.0
"""

from __future__ import annotations

from typing import Any

from initlab.errors import missing_package

try:
    import keras as _keras  # noqa: F401  # only to say plainly that it is missing
except ModuleNotFoundError as error:
    if error.name != "keras":
        raise
    raise missing_package("Keras", "keras") from None

from initlab.keras.initializers import CLASSES, get
from initlab.keras.models import initialize

__all__ = ["get", "initialize"]


def __getattr__(name: str) -> Any:
    if name in CLASSES:
        return CLASSES[name]
    raise AttributeError(f"module 'initlab.keras' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in CLASSES if name.isidentifier())})
