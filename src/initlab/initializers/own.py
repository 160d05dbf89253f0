"""An initializer that is a function of the user's, in a file or an importable module."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from initlab.elementary import Array
from initlab.errors import InitlabError, ShapeError, UserCodeError
from initlab.initializers.parameters import Layer, Parameters, checked_sizes


@dataclass(frozen=True)
class Own:
    """A user's function, called as the course's exercises are or with a shape and an rng.

    `function(layer_sizes)` returns a dict of W1, b1, W2 …; `function(shape, rng)` returns one
    weight matrix of shape (outputs, inputs), and biases start at 0.
    """

    name: str
    function: Callable[..., Any] = field(repr=False)
    origin: str = ""  # where it was loaded from, to load it again elsewhere
    takes_sizes: bool = True

    @property
    def title(self) -> str:
        return self.name

    @property
    def formula(self) -> str:
        return f"your function {self.name}"

    def draw(self, sizes: Sequence[int], seed: int) -> Parameters:
        """Parameters of a dense network; NumPy's global state is seeded, then restored.

        Raises: UserCodeError, ShapeError: it raised, or returned something else than asked for.
        """
        whole = checked_sizes(sizes)
        pairs = list(pairwise(whole))
        try:
            with _global_seed(seed), redirect_stdout(sys.stderr):
                if self.takes_sizes:
                    return self._layers(self.function(list(whole)), pairs)
                rng = np.random.RandomState(seed)
                return tuple(
                    Layer(
                        self._array(self.function((n_out, n_in), rng), (n_out, n_in), f"W{index}"),
                        np.zeros((n_out, 1)),
                    )
                    for index, (n_in, n_out) in enumerate(pairs, 1)
                )
        except InitlabError:
            raise
        except (Exception, SystemExit) as error:
            raise UserCodeError(
                f"{self.name} raised {type(error).__name__}: {error} "
                f"(called for sizes {list(whole)})."
            ) from error

    def _layers(self, returned: object, pairs: list[tuple[int, int]]) -> Parameters:
        if not isinstance(returned, Mapping):
            raise ShapeError(
                f"{self.name} should return a dict with W1, b1, W2, …; "
                f"got {type(returned).__name__}."
            )
        wanted = [f"{kind}{index}" for index in range(1, len(pairs) + 1) for kind in "Wb"]
        missing = [key for key in wanted if key not in returned]
        if missing:
            raise ShapeError(
                f"{self.name} should return {', '.join(wanted)}; {', '.join(missing)} missing."
            )
        return tuple(
            Layer(
                self._array(returned[f"W{index}"], (n_out, n_in), f"W{index}"),
                self._array(returned[f"b{index}"], (n_out, 1), f"b{index}"),
            )
            for index, (n_in, n_out) in enumerate(pairs, 1)
        )

    def _array(self, value: object, shape: tuple[int, int], label: str) -> Array:
        try:
            array = np.array(value)
            if array.dtype.kind not in "biuf":
                raise TypeError
            array = array.astype(np.float64)
        except (TypeError, ValueError):
            raise ShapeError(
                f"{self.name}: {label} should be numbers of shape {shape}; "
                f"got {type(value).__name__}."
            ) from None
        if array.shape != shape:
            raise ShapeError(f"{self.name}: {label} should have shape {shape}; got {array.shape}.")
        if not np.isfinite(array).all():
            raise ShapeError(f"{self.name}: {label} should be finite; it has NaN or inf.")
        return array


def load(text: str) -> Own:
    """The function at `file.py:function` or `package.module:function`.

    Raises: UserCodeError: no such file, module or function, or its code raises.
    """
    place, _, name = text.rpartition(":")
    function = getattr(module_at(place), name, None)
    if not callable(function):
        raise UserCodeError(f"{place} has no function {name!r}. Write it as file.py:function.")
    return wrap(function, name, text)


def wrap(function: Callable[..., Any], name: str | None = None, origin: str = "") -> Own:
    """A callable as an initializer.

    Raises: UserCodeError: it takes neither (layer_sizes) nor (shape, rng).

    >>> wrap(lambda shape, rng: rng.standard_normal(shape), "plain").takes_sizes
    False
    """
    shown = name or str(getattr(function, "__name__", "function"))
    needed = [
        p
        for p in inspect.signature(function).parameters.values()
        if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    if len(needed) not in (1, 2):
        raise UserCodeError(
            f"{shown} should take (layer_sizes) or (shape, rng); it needs {len(needed)} arguments."
        )
    return Own(shown, function, origin, takes_sizes=len(needed) == 1)


def module_at(place: str) -> ModuleType:
    """The user's module at `file.py` or `package.module`; what it prints goes to stderr.

    Raises: UserCodeError: no such file or module, or its code raises.
    """
    try:
        if not place.endswith(".py"):
            with importable_here(), redirect_stdout(sys.stderr):
                return importlib.import_module(place)
        path = Path(place).resolve()
        if not path.is_file():
            raise UserCodeError(f"No file {place}. Give the path of a Python file.")
        name = f"initlab_own_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None  # the suffix is .py
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        with importable_here(path.parent), redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
        return module
    except InitlabError:
        raise
    except (Exception, SystemExit) as error:
        raise UserCodeError(f"Loading {place} raised {type(error).__name__}: {error}.") from error


@contextmanager
def importable_here(folder: Path | None = None) -> Iterator[None]:
    """Modules of a folder, by default the current one, can be imported meanwhile."""
    place = str(folder or Path.cwd())
    sys.path.insert(0, place)
    try:
        yield
    finally:
        sys.path.remove(place)


@contextmanager
def _global_seed(seed: int) -> Iterator[None]:
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)
