"""Starts that ignore the size of a layer: zeros and one fixed spread."""

from initlab.initializers.laws import Constant, Spread
from initlab.initializers.record import Initializer

ENTRIES = (
    Initializer(
        name="zeros",
        title="zeros",
        law=Constant(0.0),
        keeps="nothing: every unit of a layer computes, and learns, the same",
        use="biases, and the last layer of a residual branch",
        avoid="two layers in a row: their units stay equal, and no gradient passes",
        note="A layer of equal units stays a layer of equal units.",
        layers=("bias", "residual"),
        frameworks=(
            "torch.nn.init.zeros_",
            "jax.nn.initializers.zeros",
            "keras.initializers.Zeros",
        ),
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4",
    ),
    Initializer(
        name="ones",
        title="ones",
        law=Constant(1.0),
        keeps="nothing in a weight matrix; in a scale, the values it multiplies",
        use="the scales of normalization layers",
        avoid="weight matrices: every unit of a layer computes the same",
        layers=("norm",),
        source="Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1 with γ = 1",
        frameworks=(
            "torch.nn.init.ones_",
            "jax.nn.initializers.ones",
            "keras.initializers.Ones",
        ),
    ),
    Initializer(
        name="random",
        title="large random",
        law=Spread(scale=10.0),
        keeps="nothing: the signal grows with the scale and the width of each layer",
        use="seeing what too large a start does",
        avoid="training: choose a scale that knows the layer's size",
        note="`scale` is the standard deviation of a weight; 10 is the course's bad example.",
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4",
    ),
    Initializer(
        name="random_uniform",
        title="large random, uniform",
        law=Spread(scale=10.0, distribution="uniform"),
        keeps="nothing: the signal grows with the scale and the width of each layer",
        use="seeing what too large a start does",
        avoid="training: choose a scale that knows the layer's size",
        note="`scale` is the standard deviation of a weight: the bounds are ±√3 times it.",
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4",
    ),
)
