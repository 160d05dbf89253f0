# %% [markdown]
# # 5. Xavier and Glorot: two formulas, one person
#
# Xavier Glorot is one person. With Yoshua Bengio he proposed, in 2010, the variance
# 2 / (inputs + outputs). Today two formulas go by his names:
#
# | here | variance | found as |
# |---|---|---|
# | `xavier` | 1 / inputs | "Xavier" in courses and blogs; older, and also called LeCun's |
# | `glorot` | 2 / (inputs + outputs) | the paper; "Xavier" in PyTorch, "Glorot" in Keras and JAX |
#
# So a sentence with "Xavier" in it says nothing until you have seen the formula.

# %%
from itertools import pairwise

import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.report import Series, curves, new_figure


# %% [markdown]
# ## Write both
#
# The dictionaries of lesson 1 once more: normal weights, zero biases. No seed in here; it is the
# caller's.


# %% tags=["starter"]
def initialize_parameters_xavier(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        # Standard deviation √(1 / inputs).
        raise NotImplementedError
    return parameters


def initialize_parameters_glorot(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        # Standard deviation √(2 / (inputs + outputs)).
        raise NotImplementedError
    return parameters


# %% tags=["solution"]
def initialize_parameters_xavier(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * np.sqrt(1 / inputs)
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


def initialize_parameters_glorot(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        deviation = np.sqrt(2 / (inputs + outputs))
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * deviation
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


# %%
xavier, glorot = "xavier", "glorot"
if complete(initialize_parameters_xavier, [3, 2]) and complete(
    initialize_parameters_glorot, [3, 2]
):
    xavier, glorot = initialize_parameters_xavier, initialize_parameters_glorot

# %% [markdown]
# ## Two wishes
#
# On its way forward a signal is summed over inputs: its variance is kept if inputs · Var[w] = 1.
# On its way back a gradient is summed over outputs: it is kept if outputs · Var[w] = 1. (For tanh
# near 0, which is a straight line there.) A layer with as many outputs as inputs grants both
# wishes. Others cannot, and the paper takes the average of the two fans.
#
# Two networks that narrow and widen from layer to layer show who keeps what. No training: a hundred
# draws, and the median of the mean squares.

# %%
FORMULAS = {
    "1 / inputs": lambda inputs, outputs: 1 / inputs,
    "1 / outputs": lambda inputs, outputs: 1 / outputs,
    "2 / (inputs + outputs)": lambda inputs, outputs: 2 / (inputs + outputs),
}
SIZES = [256, 128, 64, 32, 16, 8]


def both_ways(sizes, variance, rng):
    """Mean squares of a signal and of a gradient, in every layer of a linear network."""
    weights = [
        rng.standard_normal((outputs, inputs)) * np.sqrt(variance(inputs, outputs))
        for inputs, outputs in pairwise(sizes)
    ]
    signal = [rng.standard_normal(sizes[0])]
    for matrix in weights:
        signal.append(matrix @ signal[-1])
    gradient = [rng.standard_normal(sizes[-1])]
    for matrix in reversed(weights):
        gradient.insert(0, matrix.T @ gradient[0])
    return [[np.mean(v**2) for v in way] for way in (signal, gradient)]


rng = np.random.default_rng(0)
figure = new_figure(8.6, 3.4)
left, right = figure.subplots(1, 2)
ways = {
    name: np.median([both_ways(SIZES, variance, rng) for _ in range(100)], axis=0)
    for name, variance in FORMULAS.items()
}
for ax, way, title in ((left, 0, "signal, forward"), (right, 1, "gradient, backward")):
    lines = [Series(name, range(len(SIZES)), values[way]) for name, values in ways.items()]
    curves(ax, lines, x_label="layer", y_label="mean square", title=title, log_y=True)
show(figure, "05_two_wishes")
for name, (signal, gradient) in ways.items():
    print(f"{name:23} last signal {signal[-1]:6.3g}, first layer's gradient {gradient[0]:6.3g}")

# %% [markdown]
# Each simple formula keeps one way and lets the other go by a factor of 2 per layer; the compromise
# errs on both, by less. This network halves its width five times, which is unusual. In networks of
# constant width all three are one.
#
# ## Which is better in training?
#
# tanh, a network that narrows and one that widens, twenty seeds.

# %%
medians = {}
for layers in ([40, 4], [4, 40]):
    race = initlab.compare(
        "digits:3,8",
        [xavier, glorot, "he"],
        layers=layers,
        activation="tanh",
        learning_rate=0.05,
        iterations=200,
        seeds=20,
    )
    print(f"hidden layers {layers}: {race.verdict}")
    medians[tuple(layers)] = [row.over_seeds.cost[1] for row in race.rows]
    for row, median in zip(race.rows, medians[tuple(layers)], strict=True):
        print(f"    {row.title:30} median cost {median:.4f}")
    show(race.plot(), f"05_costs_{layers[0]}_{layers[1]}")

# %% [markdown]
# Who is ahead of the two depends on the shape of the network, and He, a rule for ReLU, is ahead
# of both on tanh. Two layers are too few for a signal to vanish or explode; what counts in a
# short race on a shallow network is a large start. Take "He for ReLU, Xavier for tanh" as a
# statement about what is kept over many layers. It does not say who wins a given race.
#
# ## The catalogue's words
#
# `initlab explain xavier` and `initlab explain glorot` say which library means what. In code:

# %%
for name in ("xavier", "glorot", "he"):
    weights = getattr(initlab, name)((50, 200), rng=0)
    print(f"{name:7} 200 inputs, 50 outputs: variance {weights.var():.5f}")

# %% [markdown]
# ## The graded exercise
#
#     initlab course grade xavier_glorot 05_xavier_and_glorot.ipynb
#
# ## Questions
#
# 1. A layer has 300 inputs and 100 outputs. Which formula gives larger weights?
# 2. A framework's documentation says "Xavier uniform, limit √(6 / (inputs + outputs))". Which one
#    is it?
# 3. For which layer do both formulas agree, and with which variance?
#
# <details><summary>Answers</summary>
#
# 1. Glorot: 2 / 400 = 0.005 against 1 / 300 = 0.0033. Where a network narrows Glorot is larger,
#    where it widens Xavier is.
# 2. Glorot's. The variance is limit² / 3 = 2 / (inputs + outputs).
# 3. For inputs = outputs: 1 / inputs.
#
# </details>
