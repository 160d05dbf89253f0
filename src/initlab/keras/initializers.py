"""Initializers of Keras's kind: classes with a configuration, registered under "initlab>"."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from initlab.errors import DomainError
from initlab.initializers import catalogue, functions
from initlab.initializers.axes import Axes
from initlab.initializers.fans import Fans
from initlab.initializers.laws import ElementLaw, sample
from initlab.initializers.record import Initializer
from initlab.streams import Elements, RngSource

theirs = keras.initializers
_HOME = {"__module__": "initlab.keras"}  # where pickle and saved models find the classes
_FLOATS = ("float16", "bfloat16", "float32", "float64")


class CatalogueInitializer(keras.Initializer):  # type: ignore[misc]  # Keras has no types
    """An entry of the catalogue; `entry` is set by each class made from one."""

    entry: Initializer

    def __init__(
        self,
        seed: Any = None,
        input_axes: Sequence[int] | None = None,
        output_axes: Sequence[int] | None = None,
        fans: Fans | Sequence[float] | None = None,
        **values: Any,
    ) -> None:
        """
        Args:
            seed: an int for the same values in every call, a `SeedGenerator`, or None for other
                values in every call, which `keras.utils.set_random_seed` decides.
            input_axes, output_axes: of a kernel that is not (*kernel, inputs, outputs).
            fans: of the layer, where the shape cannot tell: depthwise and grouped convolutions.
            values: fields of the law.
        Raises: UnknownName, DomainError: the law has no such field, or not that value.
        """
        self._seeds = Seeds(seed)
        self._values = values
        self._law = functions.changed(self.entry, values).law
        self._axes = Axes(
            (-2,) if input_axes is None else tuple(input_axes),
            (-1,) if output_axes is None else tuple(output_axes),
        )
        self._fans = fans if fans is None or isinstance(fans, Fans) else Fans(*fans)  # type: ignore[arg-type]

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        """A tensor of that shape and dtype. Raises: InitlabError: not one for this law."""
        sizes, wanted = tuple(shape), keras.backend.standardize_dtype(dtype)
        if wanted not in _FLOATS:
            raise DomainError(f"Keras draws {', '.join(_FLOATS)}; got {wanted}.")
        if 0 in sizes:
            return keras.ops.zeros(sizes, wanted)
        matrix, seed = len(sizes) >= 2, self._seeds.next()
        fans = self._axes.fans(sizes) if self._fans is None and matrix else self._fans
        if isinstance(self._law, ElementLaw):
            return _elements(self._law.elements(fans), sizes, wanted, seed)
        whole = self._axes.canonical(sizes) if matrix else sizes
        values = sample(self._law, RngSource(_numpy(seed)), whole, fans)
        return keras.ops.convert_to_tensor(
            self._axes.restore(values, sizes) if matrix else values, wanted
        )

    def get_config(self) -> dict[str, Any]:
        """The arguments, as plain values; those of the law with the values in use."""
        fans = self._fans
        return {
            "seed": self._seeds.config(),
            "input_axes": list(self._axes.inputs),
            "output_axes": list(self._axes.outputs),
            "fans": None if fans is None else [fans.inputs, fans.outputs, fans.parts],
            **{p.name: getattr(self._law, p.name) for p in functions.parameters(self._law)},
        }


class Seeds:
    """The seed of each call: an int again and again, a generator, or ints of its own."""

    def __init__(self, seed: Any) -> None:
        # Keras's base class knows every form that a seed may have, and its own default.
        self._keras = theirs.RandomNormal(seed=seed)
        self._fresh = seed is None
        self._calls = 0

    def next(self) -> Any:
        """An int or a `SeedGenerator`; the first call of an unseeded one is Keras's own choice."""
        seed = self._keras.seed
        if not self._fresh:
            return seed
        self._calls += 1
        return _after(seed, self._calls - 1)

    def config(self) -> Any:
        return self._keras.get_config()["seed"]


def _after(seed: int, calls: int) -> int:
    """The seed of the next call of an unseeded initializer that began with `seed`."""
    if calls == 0:
        return seed
    return int(np.random.SeedSequence([seed, calls]).generate_state(1)[0]) >> 1


def _numpy(seed: Any) -> np.random.Generator:
    """A NumPy generator from a seed of Keras's."""
    if isinstance(seed, int):
        return np.random.default_rng(seed)
    words = keras.random.randint((4,), 0, 2**31 - 1, dtype="int32", seed=seed)
    return np.random.default_rng(keras.ops.convert_to_numpy(words))


def _elements(what: Elements, shape: tuple[int, ...], dtype: str, seed: Any) -> Any:
    if what.unit == "constant":
        return keras.ops.full(shape, what.centre, dtype)
    wide = "float64" if dtype == "float64" else "float32"  # 16 bits are too few to draw with
    if what.unit == "uniform":
        unit = keras.random.uniform(shape, -1.0, 1.0, dtype=wide, seed=seed)
    elif what.unit == "truncated":
        unit = keras.random.truncated_normal(shape, dtype=wide, seed=seed)
    else:
        unit = keras.random.normal(shape, dtype=wide, seed=seed)
    return keras.ops.cast(what.centre + what.scale * unit, dtype)


def get(text: str, **options: Any) -> Any:
    """The initializer that `text` names, with parameters and roles as on the command line.

    Args:
        text: `he`, `random:scale=.01`, `t_fixup.value:layers=6`; Keras's names have its meaning.
        options: of the class.
    Raises: UnknownName, DomainError: no such entry, field or value.

    >>> get("random:scale=.01", seed=1)((3, 2)).shape
    (3, 2)
    """
    if text in CLASSES:
        return CLASSES[text](**options)
    entry = functions.entry_of(text)
    values = {p.name: getattr(entry.law, p.name) for p in functions.parameters(entry.law)}
    return _BY_ENTRY[entry.name.partition(":")[0]](**{**values, **options})


def _fresh(cls: Any) -> Any:
    """Keras's class, whose unseeded instances never give the same tensor twice, in any float."""

    def call(self: Any, shape: Any, dtype: Any = None, **options: Any) -> Any:
        wanted = keras.backend.standardize_dtype(dtype)
        wide = "float32" if wanted in ("float16", "bfloat16") else wanted  # no QR of 16 bits
        calls = self.__dict__.setdefault("_calls", 0)
        first, self._calls = self.seed, calls + 1
        try:
            if self._init_seed is None:
                self.seed = _after(first, calls)
            return keras.ops.cast(cls.__call__(self, shape, dtype=wide, **options), wanted)
        finally:
            self.seed = first

    return type(cls.__name__, (cls,), {"__call__": call, "__doc__": cls.__doc__} | _HOME)


def _camel(name: str) -> str:
    """`t_fixup.value` as a class is called: TFixup.Value."""
    return ".".join(
        "".join(word[:1].upper() + word[1:] for word in part.split("_")) for part in name.split(".")
    )


def _from_entry(entry: Initializer, name: str) -> Any:
    cls: Any = type(
        name,
        (CatalogueInitializer,),
        {"entry": entry, "__doc__": functions.described(entry)} | _HOME,
    )
    plain = inspect.signature(CatalogueInitializer.__init__)
    kept = [p for p in plain.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    cls.__signature__ = plain.replace(
        parameters=[*kept[1:], *functions.parameters(entry.law)], return_annotation=cls
    )
    return cls


def _theirs() -> dict[str, Any]:
    """Keras's classes by every name; those that draw never give the same tensor twice unseeded."""
    found = {n: getattr(theirs, n) for n in dir(theirs) if inspect.isclass(getattr(theirs, n))}
    own = {
        cls: _fresh(cls) if "seed" in inspect.signature(cls).parameters else cls
        for cls in set(found.values())
    }
    return {name: own[cls] for name, cls in found.items()}


def _add_ours(classes: dict[str, Any]) -> dict[str, Any]:
    """Put the catalogue's classes beside Keras's; return them by the names of entries and roles.

    An entry whose name is one of Keras's is called by an alias, or CatalogueNAME.
    """
    by_entry: dict[str, Any] = {}
    for entry in catalogue.ALL:
        free = [name for name in (entry.name, *entry.aliases) if name not in classes]
        free = [name for name in free if _camel(name) not in classes]
        whole = _from_entry(entry, _camel(free[0] if free else f"catalogue_{entry.name}"))
        by_entry[entry.name] = classes[whole.__name__] = whole
        for name in free:
            classes[name] = classes[_camel(name)] = whole
        for role in entry.roles:
            part = entry.role(role.name)
            cls = _from_entry(part, f"{whole.__name__}.{_camel(role.name)}")
            setattr(whole, _camel(role.name), cls)
            by_entry[part.name] = classes[part.name] = classes[cls.__name__] = cls
    return by_entry


def _register(classes: dict[str, Any]) -> None:
    """Make the classes known to Keras, for strings and for saved models."""
    for cls in dict.fromkeys(classes.values()):
        if cls.__module__ == "initlab.keras":
            keras.saving.register_keras_serializable("initlab", cls.__name__)(cls)
    for name, cls in classes.items():
        keras.saving.get_custom_objects()[f"initlab>{name}"] = cls


CLASSES = _theirs()
_BY_ENTRY = _add_ours(CLASSES)
_register(CLASSES)
