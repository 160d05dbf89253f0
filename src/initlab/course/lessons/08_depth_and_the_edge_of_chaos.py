# %% [markdown]
# # 8. Depth and the edge of chaos
#
# A deep network is one map applied again and again. Before it has learnt anything, two questions
# decide whether it can: how large does a signal become, and do two different inputs stay
# different? Both have answers that need no training.

# %%
from itertools import pairwise, product

import numpy as np

import initlab
from initlab import theory
from initlab.course.lesson import complete, show
from initlab.initializers import Layer
from initlab.report import Series, curves, heatmap, new_axes, new_figure


# %% [markdown]
# ## Write it: the mean square, layer by layer
#
# A ReLU network with zero biases; an input of mean square 1. A layer multiplies the mean square by
# inputs · variance, ReLU keeps half. Return the list of the mean squares after each layer's ReLU.


# %% tags=["starter"]
def mean_squares(layers_dims, variances):
    square, squares = 1.0, []
    # For each layer: what becomes of the mean square, and a number for the list.
    raise NotImplementedError


# %% tags=["solution"]
def mean_squares(layers_dims, variances):
    square, squares = 1.0, []
    for inputs, variance in zip(layers_dims, variances):
        square = inputs * variance * square / 2
        squares.append(square)
    return squares


# %%
if complete(mean_squares, [2, 2], [0.5]):
    for factor in (1, 2, 4):
        last = mean_squares([100] * 31, [factor / 100] * 30)[-1]
        print(f"variance {factor} / inputs: after 30 layers {last:.3g}")

# %% [markdown]
# ## Two inputs, forty layers
#
# tanh keeps sizes in bounds by itself. What it does to *differences* depends on the weights'
# variance, σ² / inputs. Two inputs with correlation 0.5 are sent through forty layers of 300
# units, for three σ², with biases of variance 0.05. Solid lines are measured; the theory's values
# are printed below.


# %%
def correlations(weight_var, rng, width=300, layers=40, bias_var=0.05):
    one, other = rng.standard_normal((2, width))
    pair = np.stack([one, 0.5 * one + np.sqrt(0.75) * other], axis=1)
    measured = []
    for _ in range(layers):
        weights = rng.standard_normal((width, width)) * np.sqrt(weight_var / width)
        sums = weights @ pair + rng.standard_normal((width, 1)) * np.sqrt(bias_var)
        measured.append(sums[:, 0] @ sums[:, 1] / np.prod(np.linalg.norm(sums, axis=0)))
        pair = np.tanh(sums)
    return measured


edge = theory.critical_points("tanh", bias_var=0.05)[0].weight_var
rng = np.random.default_rng(0)
lines, limits = [], {}
for weight_var, name in ((1.0, "σ² = 1"), (edge, f"σ² = {edge:.2f}, the edge"), (4.0, "σ² = 4")):
    runs = [correlations(weight_var, rng) for _ in range(5)]
    lines.append(Series(name, range(1, 41), np.mean(runs, axis=0)))
    scales = theory.depth_scales(theory.Block("tanh", weight_var, 0.05))
    limits[weight_var] = (lines[-1].y[-1], scales.c)
    print(
        f"{name:20} {scales.phase:9} limit {scales.c:.3f}, layer 40 measured {lines[-1].y[-1]:.3f}"
    )
show(curves(new_axes(6, 3.2), lines, x_label="layer", y_label="correlation"), "08_correlation")

# %% [markdown]
# Below the edge all inputs become one: *order*. The last layer cannot tell a three from an eight,
# since both arrive as the same vector. Above it, nearly equal inputs are torn apart: *chaos*;
# what two threes have in common is lost. On the edge correlations move so slowly that a deep
# network still sees its input. Gradients follow: they vanish in the ordered phase and explode in
# the chaotic one.

# %%
fine = np.linspace(0.0, 0.3, 13)
curve = theory.edge_of_chaos("tanh", fine.tolist())
ax = curves(
    new_axes(4.6, 3.0),
    [Series("edge of chaos", fine, [point.weight_var for point in curve])],
    x_label="variance of the biases",
    y_label="σ², variance of the weights × inputs",
)
ax.text(0.17, 1.35, "order", color="#5b6670")
ax.text(0.03, 2.3, "chaos", color="#5b6670")
show(ax, "08_edge")

# %% [markdown]
# ## Which depths can be trained
#
# Threes against eights again: networks of width 32, three depths, five variances, 200 small steps
# each.

# %%
VARIANCES, DEPTHS = (1.0, 1.4, 1.76, 2.5, 4.0), (8, 24, 40)
data = initlab.datasets.load("digits:3,8")


def start(sizes, weight_var, rng):
    return tuple(
        Layer(
            rng.normal(0, np.sqrt(weight_var / inputs), (outputs, inputs)),
            rng.normal(0, np.sqrt(0.05), (outputs, 1)),
        )
        for inputs, outputs in pairwise(sizes)
    )


rng = np.random.default_rng(1)
specs, starts = [], []
for depth, weight_var in product(DEPTHS, VARIANCES):
    sizes = (64, *[32] * depth, 1)
    starts.append(start(sizes, weight_var, rng))
    specs.append(
        initlab.Spec(
            sizes,
            activation="tanh",
            optimizer="momentum",
            learning_rate=0.005,
            batch_size=32,
            iterations=200,
        )
    )
outcomes = initlab.train(specs, data, parameters=starts)
accuracy = np.reshape(
    [outcome.train_accuracy or 0 for outcome in outcomes], (len(DEPTHS), len(VARIANCES))
)
figure = new_figure(6.4, 2.4)
names = [f"σ² = {variance}" for variance in VARIANCES]
heatmap(
    figure.subplots(),
    accuracy,
    [f"{depth} layers" for depth in DEPTHS],
    names,
    limits=(0.5, 1),
    label="training accuracy",
)
show(figure, "08_trainability")

# %% [markdown]
# Shallow networks forgive everything. At forty layers what learns lies around the edge. Theory
# says how far a signal reaches, without training anything: some six times the depth ξ over which
# a difference between two inputs shrinks, or grows, by e.

# %%
for variance in VARIANCES:
    scales = theory.depth_scales(theory.Block("tanh", variance, 0.05))
    reach = 6 * scales.correlation_depth
    print(f"σ² = {variance}: {scales.phase:8} six times ξ is {reach:,.0f} layers")

# %% [markdown]
# ## Write it: a start that measures
#
# Formulas hold for wide networks on the average; a narrow deep one strays from them. LSUV
# (Mishkin and Matas 2016) does not trust a formula: it sends a batch through the network, layer
# after layer, and divides each matrix by the standard deviation of what its units add up.


# %% tags=["starter"]
def lsuv(weights, X):
    signal = np.array(X)
    scaled = []
    # For each layer: its sums, their deviation (np.std), the scaled matrix, and the next signal,
    # which is ReLU of the sums as they are after scaling.
    raise NotImplementedError


# %% tags=["solution"]
def lsuv(weights, X):
    signal = np.array(X)
    scaled = []
    for weight in weights:
        sums = np.array(weight) @ signal
        deviation = np.std(sums)
        scaled.append(np.array(weight) / deviation)
        signal = np.maximum(sums / deviation, 0)
    return scaled


# %% [markdown]
# Try it on a narrow network with sixteen hidden ReLU layers of 12 units, from He's weights.


# %%
def he_weights(layers_dims, rng):
    return [
        rng.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)
        for inputs, outputs in pairwise(layers_dims)
    ]


def deviations(weights):
    signal, measured = data.train_x, []
    for weight in weights:
        sums = weight @ signal
        measured.append(sums.std())
        signal = np.maximum(sums, 0)
    return measured


sizes = [64, *[12] * 16, 1]
networks = [he_weights(sizes, np.random.default_rng(seed)) for seed in range(4)]
lines = [
    Series(f"He, network {number}", range(1, 18), deviations(weights))
    for number, weights in enumerate(networks, 1)
]
if complete(lsuv, networks[0], data.train_x):
    lines.append(Series("LSUV", range(1, 18), deviations(lsuv(networks[0], data.train_x))))
show(
    curves(new_axes(6, 3.2), lines, x_label="layer", y_label="deviation of the sums", log_y=True),
    "08_lsuv",
)


# %%
def lsuv_start(layers_dims):
    """He's weights, scaled by your lsuv."""
    weights = he_weights(layers_dims, np.random)
    parameters = {}
    for number, weight in enumerate(lsuv(weights, data.train_x), 1):
        parameters[f"W{number}"] = weight
        parameters[f"b{number}"] = np.zeros((len(weight), 1))
    return parameters


rivals = ["he"]
if complete(lsuv, networks[0], data.train_x):
    rivals.append(lsuv_start)
race = initlab.compare(
    "digits:3,8", rivals, layers=[12] * 16, learning_rate=0.02, iterations=300, seeds=8
)
print(race.verdict)
for row in race.rows:
    print(f"{row.title:12} median cost {row.over_seeds.cost[1]:.4f}")

# %% [markdown]
# Four draws of He's law stray in four directions; LSUV lies on 1 by construction. In the race it is
# ahead on the median, not in every seed: a right scale is a good beginning and no more.
#
# ## The graded exercise
#
# Your two functions are the exercise `depth`:
#
#     initlab course grade depth 08_depth_and_the_edge_of_chaos.ipynb
#
# ## Questions
#
# 1. ReLU with σ² = 2 and no biases is on the edge. What does its correlation do over many layers?
# 2. Batch normalization divides by a measured deviation as well. What is the difference to LSUV?
# 3. A residual block adds its input to its output. Why is depth less of a problem there?
#
# <details><summary>Answers</summary>
#
# 1. It rises to 1, but slowly, like a power of the depth instead of exponentially: see
#    `theory.correlation_map`.
# 2. LSUV measures once, before training; after that the weights are free. Normalization measures in
#    every step and is part of the network.
# 3. There is a way around every layer, on which nothing vanishes. The price is that the sum grows
#    with depth; starts such as Fixup or a zero last layer in each block take care of that.
#
# </details>
