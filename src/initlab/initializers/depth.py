"""Laws that know how deep the network is, or at which of its layers they stand.

Each multiplies the deviation of another rule, √(scale / fan) or a fixed one, by a function of a
number of layers. `layers` counts the whole network; `layer` is a place in it, from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

from initlab.errors import DomainError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import Distribution, Fan, check_scale, chosen, of_std
from initlab.streams import Elements


@dataclass(frozen=True)
class DepthScaled:
    """std = factor √(scale / fan) (per_layer · layers)^power."""

    scale: float = 1.0
    fan: Fan = "average"
    distribution: Distribution = "normal"
    layers: float = 12
    factor: float = 1.0
    per_layer: float = 1.0
    power: float = -0.5

    def __post_init__(self) -> None:
        _check(self.scale, self.factor, layers=self.layers, per_layer=self.per_layer)

    @property
    def formula(self) -> str:
        root = _root(self.scale, self.fan)
        return _formula(self.factor, root, self.per_layer, self.power, "L", self.layers)

    def elements(self, fans: Fans | None) -> Elements:
        gain = self.factor * (self.per_layer * self.layers) ** self.power
        return of_std(gain * sqrt(self.scale / chosen(self.fan, fans)), self.distribution)


@dataclass(frozen=True)
class DepthSpread:
    """std = scale (per_layer · layers)^power, whatever the layer's size."""

    scale: float = 0.02
    distribution: Distribution = "normal"
    layers: float = 12
    per_layer: float = 2.0
    power: float = -0.5

    def __post_init__(self) -> None:
        _check(self.scale, layers=self.layers, per_layer=self.per_layer)

    @property
    def formula(self) -> str:
        root = f"{self.scale:g}"
        return _formula(1.0, root, self.per_layer, self.power, "L", self.layers)

    def elements(self, fans: Fans | None) -> Elements:
        gain = (self.per_layer * self.layers) ** self.power
        return of_std(gain * self.scale, self.distribution)


@dataclass(frozen=True)
class LayerScaled:
    """std = √(scale / fan) (per_layer · layer)^power, in the `layer`-th layer, from 1."""

    scale: float = 1.0
    fan: Fan = "average"
    distribution: Distribution = "uniform"
    layer: float = 1
    per_layer: float = 1.0
    power: float = -0.5

    def __post_init__(self) -> None:
        _check(self.scale, layer=self.layer, per_layer=self.per_layer)

    @property
    def formula(self) -> str:
        root = _root(self.scale, self.fan)
        return _formula(1.0, root, self.per_layer, self.power, "l", self.layer)

    def elements(self, fans: Fans | None) -> Elements:
        gain = (self.per_layer * self.layer) ** self.power
        return of_std(gain * sqrt(self.scale / chosen(self.fan, fans)), self.distribution)


@dataclass(frozen=True)
class LayerSpread:
    """std = scale (per_layer · layer)^power, in the `layer`-th layer, from 1."""

    scale: float = 0.02
    distribution: Distribution = "normal"
    layer: float = 1
    per_layer: float = 2.0
    power: float = -0.5

    def __post_init__(self) -> None:
        _check(self.scale, layer=self.layer, per_layer=self.per_layer)

    @property
    def formula(self) -> str:
        return _formula(1.0, f"{self.scale:g}", self.per_layer, self.power, "l", self.layer)

    def elements(self, fans: Fans | None) -> Elements:
        gain = (self.per_layer * self.layer) ** self.power
        return of_std(gain * self.scale, self.distribution)


@dataclass(frozen=True)
class BranchScaled:
    """std = √(scale / fan) branches^(−1 / (2 m − 2)), m weights in each residual branch."""

    scale: float = 2.0
    fan: Fan = "inputs"
    distribution: Distribution = "normal"
    branches: float = 8
    weights_per_branch: float = 2

    def __post_init__(self) -> None:
        _check(self.scale, branches=self.branches)
        if self.weights_per_branch < 2:
            raise DomainError(
                "A branch scaled by depth has at least 2 weights, of which the last is 0; "
                f"got weights_per_branch={self.weights_per_branch:g}."
            )

    @property
    def _power(self) -> float:
        return -1 / (2 * self.weights_per_branch - 2)

    @property
    def formula(self) -> str:
        return _formula(1.0, _root(self.scale, self.fan), 1.0, self._power, "L", self.branches)

    def elements(self, fans: Fans | None) -> Elements:
        std = sqrt(self.scale / chosen(self.fan, fans)) * self.branches**self._power
        return of_std(std, self.distribution)


@dataclass(frozen=True)
class EncoderScaled:
    """std = factor √(scale / fan) (layers⁴ · decoder_layers)^(−1/16): an encoder with a decoder."""

    scale: float = 1.0
    fan: Fan = "average"
    distribution: Distribution = "normal"
    layers: float = 6
    decoder_layers: float = 6
    factor: float = 1.0

    def __post_init__(self) -> None:
        _check(self.scale, self.factor, layers=self.layers, decoder_layers=self.decoder_layers)

    @property
    def formula(self) -> str:
        root = _root(self.scale, self.fan)
        return (
            f"std = {self.factor:g} {root} (N⁴ M)^−1/16, N = {self.layers:g}, "
            f"M = {self.decoder_layers:g}"
        )

    def elements(self, fans: Fans | None) -> Elements:
        gain = self.factor * (self.layers**4 * self.decoder_layers) ** (-1 / 16)
        return of_std(gain * sqrt(self.scale / chosen(self.fan, fans)), self.distribution)


@dataclass(frozen=True)
class LogDepthScaled:
    """std = √(scale / fan) √log(per_layer · layers)."""

    scale: float = 1.0
    fan: Fan = "average"
    distribution: Distribution = "normal"
    layers: float = 12
    per_layer: float = 2.0

    def __post_init__(self) -> None:
        _check(self.scale, layers=self.layers, per_layer=self.per_layer)

    @property
    def formula(self) -> str:
        root = _root(self.scale, self.fan)
        return f"std = {root} √log({self.per_layer:g} L), L = {self.layers:g}"

    def elements(self, fans: Fans | None) -> Elements:
        gain = sqrt(log(self.per_layer * self.layers))
        return of_std(gain * sqrt(self.scale / chosen(self.fan, fans)), self.distribution)


@dataclass(frozen=True)
class LogEncoderScaled:
    """std = √(scale / fan) √(log(3 decoder_layers) log(2 layers) / 3)."""

    scale: float = 1.0
    fan: Fan = "average"
    distribution: Distribution = "normal"
    layers: float = 6
    decoder_layers: float = 6

    def __post_init__(self) -> None:
        _check(self.scale, layers=self.layers, decoder_layers=self.decoder_layers)

    @property
    def formula(self) -> str:
        root = _root(self.scale, self.fan)
        return (
            f"std = {root} √(log(3 M) log(2 N) / 3), N = {self.layers:g}, "
            f"M = {self.decoder_layers:g}"
        )

    def elements(self, fans: Fans | None) -> Elements:
        gain = sqrt(log(3 * self.decoder_layers) * log(2 * self.layers) / 3)
        return of_std(gain * sqrt(self.scale / chosen(self.fan, fans)), self.distribution)


def _check(*scales: float, **counts: float) -> None:
    for scale in scales:
        check_scale(scale)
    for name, count in counts.items():
        if not (count >= 1 and float(count).is_integer()):
            raise DomainError(f"{name} is a whole number of at least 1; got {count:g}.")


def _root(scale: float, fan: Fan) -> str:
    """√(scale / fan) in words."""
    if fan == "average":
        return f"√({2 * scale:g} / (n_in + n_out))"
    name = {"inputs": "n_in", "outputs": "n_out", "geometric": "√(n_in n_out)"}[fan]
    return f"√({scale:g} / {name})"


def _formula(
    factor: float, root: str, per_layer: float, power: float, symbol: str, count: float
) -> str:
    front = root if factor == 1 else f"{factor:g} {root}"
    of = symbol if per_layer == 1 else f"({per_layer:g} {symbol})"
    depth = {-0.5: f" / √{of}", -0.25: f" / {of}^¼", -1.0: f" / {of}"}.get(
        power, f" {of}^{power:.4g}"
    )
    return f"std = {front}{depth}, {symbol} = {count:g}"
