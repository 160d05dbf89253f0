# %% [markdown]
# # 4. He: one factor of two
#
# He's start draws weights with mean 0 and variance 2 / inputs. Lesson 2 met the 2. Here it is taken
# apart: where it comes from, what it keeps, what it does not keep, and how to draw it well.

# %%
from math import pi

import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.report import Series, curves, new_axes, new_figure


# %% [markdown]
# ## Where the 2 comes from
#
# A unit's sum z = Σ w x has mean 0 and the variance inputs · Var[w] · mean(x²). It is as often
# positive as negative, and ReLU sets the negative half to 0. So the mean square after ReLU is
# half the variance of z. To keep the mean square, Var[w] has to make up for the half: 2 / inputs.
#
# Note that it is the mean *square* that is kept. After ReLU the mean is not 0, so the variance is
# less than the mean square. Which one matters? The next layer's sum: it sees Σ w x, and E[w²]
# E[x²] has the mean square in it.

# %%
z = np.random.default_rng(0).standard_normal(1_000_000)
a = np.maximum(z, 0)
print(f"z: mean square {np.mean(z**2):.3f}")
print(f"ReLU(z): mean square {np.mean(a**2):.3f}, variance {a.var():.3f} = 1/2 − 1/(2π)")
print(f"1/2 − 1/(2π) = {0.5 - 1 / (2 * pi):.3f}")

# %% [markdown]
# ## Write it
#
# One layer's weights, of shape (outputs, inputs), from a seed. Draw from `rng`, not from
# `np.random`: a function that reseeds the whole program's random numbers surprises everybody else
# in it.


# %% tags=["starter"]
def he_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    # One line: normal weights of standard deviation √(2 / inputs), drawn from rng.
    raise NotImplementedError


# %% tags=["solution"]
def he_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)


# %%
if complete(he_normal, 300, 200, 0):
    weights = he_normal(300, 200, 0)
    print(f"shape {weights.shape}, inputs × variance {300 * weights.var():.3f}")

# %% [markdown]
# ## What it keeps, and what it does not
#
# Fifty networks of thirty layers, 64 units each, from the library's He and with its variance halved
# and doubled. The lines are medians, the bands the middle half of the networks.


# %%
def depths(factor, rng, width=64, layers=30, networks=50):
    signal = rng.standard_normal((networks, width, 1))
    measured = []
    for _ in range(layers):
        weights = rng.standard_normal((networks, width, width)) * np.sqrt(factor / width)
        signal = np.maximum(weights @ signal, 0)
        measured.append(np.mean(signal**2, axis=(1, 2)))
    return np.array(measured)


rng = np.random.default_rng(0)
measured = {factor: depths(factor, rng) for factor in (1, 2, 4)}
lines = []
for factor, squares in measured.items():
    low, median, high = np.quantile(squares, [0.25, 0.5, 0.75], axis=1)
    name = {1: "half of He", 2: "He", 4: "twice He"}[factor]
    lines.append(Series(name, range(1, 31), median, low=low, high=high))
show(
    curves(new_axes(6, 3.2), lines, x_label="layer", y_label="mean square", log_y=True),
    "04_depth",
)
spread = np.log(measured[2][-1]).std()
expected = initlab.theory.profile(initlab.theory.Block("relu", weight_var=2.0), [64] * 30, q=1.0)
print(f"He, layer 30: spread of log mean square over networks {spread:.2f}")
print(f"theory: {expected.variance_log_std[-1]:.2f}")

# %% [markdown]
# On the average over networks He keeps the mean square. A single network of finite width strays
# from it a little in each layer, and the straying adds up: like √(depth / width). He is right for
# a wide network; a network as deep as it is wide needs more than a good variance (lesson 8).
#
# ## Does it matter in training?
#
# Threes against eights, twelve hidden layers of 20 ReLU units. Xavier has half of He's variance,
# and 0.1 is a number that looks reasonable.

# %%
race = initlab.compare(
    "digits:3,8",
    ["he", "xavier", "random:scale=0.1"],
    layers=[20] * 12,
    learning_rate=0.05,
    iterations=400,
    seeds=8,
)
print(race)
show(race.plot(), "04_costs")

# %% [markdown]
# Here is what the first layer hears of the cost before any step: the norm of the gradient in each
# layer.

# %%
figure = new_figure(6, 3.2)
lines = []
for row in race.rows:
    norms = race.of(row.name)[0].outcome.history[0].gradient_norm
    lines.append(Series(row.title, range(1, len(norms) + 1), norms))
curves(
    figure.subplots(), lines, x_label="layer", y_label="gradient norm, before training", log_y=True
)
show(figure, "04_gradients")

# %% [markdown]
# ## The graded exercises
#
# Your `he_normal` is the exercise `he`:
#
#     initlab course grade he 04_he.ipynb
#
# Some tasks ask for a seed instead, and then there is one right answer to the last digit. Write
# both functions with `np.random.seed(3)` at the top, one call of `np.random.randn(outputs,
# inputs)` per layer, first layer first, and zero biases:


# %% tags=["starter"]
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    raise NotImplementedError


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    raise NotImplementedError


# %% tags=["solution"]
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * 10
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * np.sqrt(2 / inputs)
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


# %%
if complete(initialize_parameters_he, [2, 4, 1]):
    print(initialize_parameters_he([2, 4, 1])["W2"])

# %% [markdown]
#     initlab course grade seeded 04_he.ipynb
#
# ## Questions
#
# 1. The first layer's inputs are data, not the output of a ReLU. Is 2 / inputs right there?
# 2. Leaky ReLU multiplies negative numbers by 0.1 instead of 0. What takes the place of the 2?
# 3. Why does He count inputs and not outputs?
#
# <details><summary>Answers</summary>
#
# 1. Strictly it should be 1 / inputs for data with mean square 1. It is one factor of two once, not
#    once per layer, so nobody minds.
# 2. The mean square after it is (1 + 0.1²) / 2 of the variance, so the factor is 2 / (1 + 0.1²),
#    nearly the same. `initlab.activations` knows the factor for others.
# 3. Inputs keep the signal on its way forward, outputs would keep the gradient on its way back.
#    With equal widths it is the same number; lesson 5 is about the difference.
#
# </details>
