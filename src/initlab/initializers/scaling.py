"""Starts whose variance is chosen from the number of units a layer joins."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from initlab.initializers.laws import Distribution, Fan, VarianceScaling
from initlab.initializers.record import Initializer

TWO_NAMES = (
    "Two rules share a name: here 'xavier' is 1 / n_in and 'glorot' is 2 / (n_in + n_out), "
    "as in the course; frameworks call the second one Xavier as well."
)


def _family(
    name: str,
    title: str,
    scale: float,
    fan: Fan,
    keeps: str,
    use: str,
    avoid: str,
    source: str,
    suits: tuple[str, ...],
    note: str = "",
    also: tuple[str, ...] = (),
    frameworks: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[Initializer, ...]:
    """The normal, uniform and truncated entry of one rule; `also` are other words for the rule."""
    return tuple(
        Initializer(
            name=name if distribution == "normal" else f"{name}_{distribution}",
            title=title if distribution == "normal" else f"{title}, {distribution}",
            law=VarianceScaling(scale, fan, distribution),
            keeps=keeps,
            use=use,
            avoid=avoid,
            source=source,
            note=note,
            suits=suits,
            layers=("dense", "convolution"),
            frameworks=frameworks.get(distribution, ()),
            aliases=tuple(
                f"{word}_{distribution}"
                for word in (name, *also)
                if word != name or distribution == "normal"
            ),
        )
        for distribution in get_args(Distribution)
    )


ENTRIES = (
    *_family(
        "he",
        "He",
        scale=2.0,
        fan="inputs",
        keeps="the mean square of ReLU activations from layer to layer",
        use="layers that feed on ReLU and its kin",
        avoid="deep tanh or sigmoid networks, which it saturates; SELU, which needs Var = 1 / n_in",
        source="He et al. 2015, arXiv:1502.01852, section 2.2",
        suits=("relu", "leaky_relu"),
        also=("kaiming",),
        frameworks={
            "normal": ("torch.nn.init.kaiming_normal_",),
            "uniform": (
                "torch.nn.init.kaiming_uniform_",
                "jax.nn.initializers.he_uniform",
                "keras.initializers.HeUniform",
            ),
            "truncated": ("jax.nn.initializers.he_normal", "keras.initializers.HeNormal"),
        },
    ),
    *_family(
        "xavier",
        "Xavier (1/n_in)",
        scale=1.0,
        fan="inputs",
        keeps="the mean square of a linear layer's outputs, and nearly that of small tanh ones",
        use="linear, tanh and SELU layers",
        avoid="deep ReLU networks: each layer halves the signal's mean square",
        source="LeCun et al. 1998, Efficient BackProp, section 4.6",
        suits=("linear", "tanh", "selu"),
        note=TWO_NAMES,
        also=("lecun",),
        frameworks={
            "uniform": (
                "jax.nn.initializers.lecun_uniform",
                "keras.initializers.LecunUniform",
            ),
            "truncated": ("jax.nn.initializers.lecun_normal", "keras.initializers.LecunNormal"),
        },
    ),
    *_family(
        "glorot",
        "Glorot",
        scale=1.0,
        fan="average",
        keeps="a compromise between the signal's variance and the gradient's, for linear layers",
        use="linear and tanh layers",
        avoid="deep ReLU networks: each layer halves the signal's mean square",
        source="Glorot and Bengio 2010, AISTATS, equation 12; uniform: equation 16",
        suits=("linear", "tanh"),
        note=TWO_NAMES,
        frameworks={
            "normal": ("torch.nn.init.xavier_normal_",),
            "uniform": (
                "torch.nn.init.xavier_uniform_",
                "jax.nn.initializers.glorot_uniform",
                "keras.initializers.GlorotUniform",
            ),
            "truncated": ("jax.nn.initializers.glorot_normal", "keras.initializers.GlorotNormal"),
        },
    ),
)
