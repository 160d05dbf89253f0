"""Starts that ignore the size of a layer: zeros and one fixed spread."""

from initlab.initializers.laws import Constant, Spread
from initlab.initializers.record import Initializer

ENTRIES = (
    Initializer(
        name="zeros",
        title="zeros",
        law=Constant(0.0),
        keeps="nothing: every unit of a layer computes, and learns, the same",
        note="A layer of equal units stays a layer of equal units.",
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4",
    ),
    Initializer(
        name="random",
        title="large random",
        law=Spread(scale=10.0),
        keeps="nothing: the signal grows with the scale and the width of each layer",
        note="`scale` is the standard deviation of a weight; 10 is the course's bad example.",
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4",
    ),
    Initializer(
        name="random_uniform",
        title="large random, uniform",
        law=Spread(scale=10.0, distribution="uniform"),
        keeps="nothing: the signal grows with the scale and the width of each layer",
        note="`scale` is the standard deviation of a weight: the bounds are ±√3 times it.",
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4",
    ),
)
