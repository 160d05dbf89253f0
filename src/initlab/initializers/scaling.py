"""Starts whose variance is chosen from the number of units a layer joins."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from initlab.initializers.gained import Gained, Leaky, Tangent
from initlab.initializers.laws import Distribution, Fan, VarianceScaling
from initlab.initializers.record import Initializer, Role
from initlab.initializers.rows import EvenBias, EvenRows

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
                "mmengine.model.Caffe2XavierInit",
                "caffe.XavierFiller",
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
    Initializer(
        name="he_leaky",
        title="He for a leaky ReLU",
        law=Leaky(leak=0.01),
        keeps="the mean square of leaky ReLU activations from layer to layer",
        use="layers that feed on leaky ReLU, or PReLU (leak=0.25)",
        avoid="passing a leak that no activation has: PyTorch's layers use leak = √5 with no leaky "
        "ReLU in sight, which makes Var = 1 / (3 n_in)",
        note="`leak` is the slope below 0; 0.01 is PyTorch's.",
        source="He et al. 2015, arXiv:1502.01852, section 2.2; "
        "implementation: torch/nn/init.py, kaiming_normal_",
    ),
    Initializer(
        name="gained",
        title="gain of an activation",
        law=Gained(activation="relu", direction="forward", fan="inputs"),
        keeps="the variance of pre-activations at 1, for the activation you name",
        use="any activation of the catalogue: gained:activation=gelu",
        avoid="mixing it up with PyTorch's calculate_gain: there tanh is 5/3 (here 1.5925), "
        "sigmoid 1 (1.8462) and SELU 3/4 (1)",
        note="For ReLU it is He's rule. A variance of 1 is kept, not every other: only ReLU and "
        "its kin keep them all.",
        source="He et al. 2015, arXiv:1502.01852, section 2.2, for any activation; "
        "Klambauer et al. 2017, arXiv:1706.02515, for SELU",
    ),
    Initializer(
        name="gained_backward",
        title="gain of an activation's slope",
        law=Gained(activation="relu", direction="backward", fan="outputs"),
        keeps="the mean square of gradients from layer to layer, while pre-activations have "
        "variance 1",
        use="networks whose gradients vanish or explode before their signals do",
        avoid="taking it for the forward rule: sigmoid's gain is 4.7226 backward, 1.8462 forward",
        note="For ReLU both directions agree but for the fan.",
        source="He et al. 2015, arXiv:1502.01852, section 2.2, backward case, for any activation",
    ),
    Initializer(
        name="kumar",
        title="Kumar",
        law=Tangent(activation="sigmoid"),
        keeps="the variance of small signals, as far as the activation is its tangent at 0",
        use="activations with a slope at 0: sigmoid, tanh, softplus",
        avoid="ReLU, which has no slope at 0; and large signals: Var = 12.8 / n_in saturates a "
        "sigmoid whose inputs are not small",
        note="For tanh it is 1 / n_in. For sigmoid the deviation is 3.58 / √n_in; the paper "
        "rounds to 3.6.",
        source="Kumar 2017, arXiv:1704.08863: derived again from Var φ(y) = φ′(0)² Var y, inputs "
        "of mean φ(0) and variance 1; it gives the 3.6 / √n that implementations take from it",
        aliases=("tangent",),
    ),
    Initializer(
        name="nguyen_widrow",
        title="Nguyen and Widrow",
        law=EvenRows(factor=0.7),
        roles=(Role("bias", EvenBias(factor=0.7), "biases of the same layer"),),
        keeps="the units' active ranges spread evenly over the cube of inputs from −1 to 1",
        use="one hidden layer of tanh units on a few inputs, each scaled to [−1, 1]",
        avoid="many inputs: the length goes to 0.7 whatever their number; deep networks",
        note="Give the biases their role: with zero biases all units are centred on 0. mlpack's "
        "documentation has this rule, but its code divides by the norm of the whole matrix and "
        "rounds 1 / n_in down to 0.",
        source="Nguyen and Widrow 1990, IJCNN, Improving the learning speed of 2-layer neural "
        "networks; implementation: bo4arovpavel1989/custom_nn, lib/get_initial_weights.js; formula "
        "in mlpack, methods/ann/init_rules/nguyen_widrow_init.hpp",
    ),
)
