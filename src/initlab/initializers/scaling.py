"""Starts whose variance is chosen from the number of units a layer joins."""

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
    source: str,
    note: str = "",
    also: tuple[str, ...] = (),
) -> tuple[Initializer, ...]:
    """The normal and the uniform entry of one rule; `also` are other words for the rule."""
    return tuple(
        Initializer(
            name=name if distribution == "normal" else f"{name}_uniform",
            title=title if distribution == "normal" else f"{title}, uniform",
            law=VarianceScaling(scale, fan, distribution),
            keeps=keeps,
            source=source,
            note=note,
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
        source="He et al. 2015, arXiv:1502.01852, section 2.2",
        also=("kaiming",),
    ),
    *_family(
        "xavier",
        "Xavier (1/n_in)",
        scale=1.0,
        fan="inputs",
        keeps="the mean square of a linear layer's outputs, and nearly that of small tanh ones",
        source="LeCun et al. 1998, Efficient BackProp, section 4.6",
        note=TWO_NAMES,
        also=("lecun",),
    ),
    *_family(
        "glorot",
        "Glorot",
        scale=1.0,
        fan="average",
        keeps="a compromise between the signal's variance and the gradient's, for linear layers",
        source="Glorot and Bengio 2010, AISTATS, equation 12; uniform: equation 16",
        note=TWO_NAMES,
    ),
)
