# %% [markdown]
# # 1. Breaking symmetry
#
# A network learns by taking small steps downhill, and the first step starts somewhere. The
# numbers it starts with are its *initialization*. This lesson asks the simplest question about
# them: why not begin with zeros?
#
# The network here has two inputs, two hidden layers of 10 and 5 units, and one output, the
# probability of class 1. Layer l has a matrix of weights, `W1`, `W2`, `W3`, with a row for each of
# its units and a column for each of its inputs, and a column of biases, `b1`, `b2`, `b3`.

# %%
import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.report import heatmap, new_figure

# %% [markdown]
# ## Write it: all zeros
#
# `layers_dims` lists the sizes, inputs first: `[2, 10, 5, 1]`. Fill in two lines: `W` of layer l
# has `layers_dims[l]` rows and `layers_dims[l - 1]` columns, `b` has as many rows and one column.


# %% tags=["starter"]
def initialize_parameters_zeros(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        # Two lines: parameters["W" + str(l)] and parameters["b" + str(l)].
        raise NotImplementedError
    return parameters


# %% tags=["solution"]
def initialize_parameters_zeros(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1]))
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %%
if complete(initialize_parameters_zeros, [2, 3, 1]):
    for name, array in initialize_parameters_zeros([2, 3, 1]).items():
        print(name, array.shape)

# %% [markdown]
# ## Train from it
#
# Two half moons of points are to be told apart, from three starts: zeros, every weight 0.5, and
# random weights of a sensible size (He's; lesson 4 says why that size). All else is equal. As
# long as your function is not written, the library's own zeros stand in for it.

# %%
zeros = "zeros"
if complete(initialize_parameters_zeros, [2, 3, 1]):
    zeros = initialize_parameters_zeros
race = initlab.compare(
    "moons", [zeros, "constant:value=0.5", "he"], learning_rate=0.1, iterations=3000
)
print(race)
show(race.plot(), "01_costs")

# %% [markdown]
# From zeros the cost stays at ln 2 = 0.693, the cost of saying "one half" to everything. The
# constant start gets better for a while, then stops. What can each of them draw?

# %%
names = [row.name for row in race.rows]
figure = new_figure(7.5, 2.7)
for name, ax in zip(names, figure.subplots(1, 3), strict=True):
    race.plot_boundary(name, ax)
show(figure, "01_maps")

# %% [markdown]
# The constant start ends with a straight border, although there are fifteen hidden units to bend
# it. Here are the first layer's weights after training, a row for each unit.

# %%
figure = new_figure(7.5, 3.4)
for name, ax in zip(names[1:], figure.subplots(1, 2), strict=True):
    result = race.of(name)[0]
    weights = result.outcome.parameters[0].weights
    units = [f"unit {number}" for number in range(1, len(weights) + 1)]
    heatmap(ax, weights, units, ["x1", "x2"], around_0=True, label="weight")
    ax.set_title(result.run.start.title, loc="left", fontsize=10)
show(figure, "01_weights")

apart = {name: np.ptp(race.of(name)[0].outcome.parameters[0].weights, axis=0) for name in names}
for name in names:
    print(f"{name}: largest difference between two units' weights {apart[name].max():.3g}")

# %% [markdown]
# From the constant start all ten units are the same unit, to the last digit. It cannot be
# otherwise. Units with equal weights give equal outputs. If the weights that lead on from them
# are equal as well, equal gradients come back, and equal steps keep them equal. Ten copies of one
# unit can do what one unit can. This is the *symmetry*, and only a start that treats units
# differently breaks it.
#
# With zeros there is more to it: no weight moves at all.

# %%
first = race.of(names[0])[0].outcome.history[0]
print("norm of the gradient of W1, W2, W3 from zeros:", first.gradient_norm)
print("mean square of what layer 1, layer 2 and the output say:", first.mean_square)

# %% [markdown]
# The gradient of a weight is a product: what comes in at one end, times what comes back at the
# other. Behind a layer of zeros nothing comes in, and through a layer of zeros nothing comes
# back. So every product is 0. Symmetry and vanishing gradients are two faults, and zeros has
# both; the constant start has only the first.
#
# ## Biases may be zero
#
# Units whose weights differ are different already. Does it help to draw the biases as well?


# %%
def random_biases(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * np.sqrt(2 / inputs)
        parameters["b" + str(l)] = np.random.randn(outputs, 1) * 0.1
    return parameters


biases = initlab.compare(
    "moons", ["he", random_biases], learning_rate=0.1, iterations=3000, seeds=20
)
print(biases.verdict)

# %% [markdown]
# Twenty pairs, split nearly evenly: nothing that chance would not do. Zero biases are fine.
#
# ## The graded exercise
#
# `initialization` asks for three functions. You have the first. Here are the other two; lessons 2
# and 4 explain their numbers, so write them now or come back.
#
# - `initialize_parameters_random`: normal weights of standard deviation 10, zero biases;
# - `initialize_parameters_he`: normal weights of standard deviation √(2 / `layers_dims[l - 1]`),
#   zero biases.


# %% tags=["starter"]
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        raise NotImplementedError
    return parameters


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        raise NotImplementedError
    return parameters


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


# %% [markdown]
# Save this lesson and have it graded; only the three functions are run.
#
#     initlab course grade initialization 01_breaking_symmetry.ipynb
#
# ## Questions
#
# 1. All weights of layer 1 are equal, those of layers 2 and 3 are random. Do the units of layer 1
#    stay alike?
# 2. Would the constant start do better with a hundred units in each layer?
# 3. Why does the constant start separate most of the two moons all the same?
#
# <details><summary>Answers</summary>
#
# 1. No. They say the same at first, but different weights lead on from them, so different gradients
#    come back, and the first step parts them. One random layer on either side is enough.
# 2. No. A hundred copies of one unit are one unit, with a larger weight leading on.
# 3. One unit per layer draws a straight line, and a straight line gets most points of this data
#    right. On the circles it would not get far: try `initlab.compare("circles", …)` above.
#
# </details>
