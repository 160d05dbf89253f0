# %% [markdown]
# # Breaking symmetry
#
# A network learns by moving each weight against its gradient. If two units of a layer start with
# the same weights, they compute the same number for every example, receive the same gradient, and
# move alike: they stay equal for ever. A layer of ten equal units is a layer of one.
#
# The simplest start of all, every weight zero, is the extreme case. In this lesson you write it,
# watch what becomes of it, and find out how little it takes to break the tie.

# %%
import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab.course.practice import practise

# %% [markdown]
# ## Your turn
#
# `layers_dims` lists the layers' sizes, inputs first. For layer $l = 1, 2, …$ the weights
# `"W" + str(l)` have the shape `(layers_dims[l], layers_dims[l - 1])`, and the biases
# `"b" + str(l)` the shape `(layers_dims[l], 1)`. Replace the dots. The next cell tells you
# what is right; run both until it is content. The rest of the lesson works either way.


# %% tags=["task"]
def initialize_parameters_zeros(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = ...
        parameters["b" + str(l)] = ...
    return parameters


# %% tags=["solution"]
def initialize_parameters_zeros(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1]))
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %%
done = practise("initialization", initialize_parameters_zeros)

# %% [markdown]
# ## What becomes of equal units
#
# Three starts of the same small network, 2 – 10 – 5 – 1, on two rings of points: all weights 0, all
# weights 0.5, and random ones.

# %%
race = initlab.compare(
    "circles", ["zeros", "constant:value=0.5", "he"], learning_rate=0.1, iterations=3000
)
print(race.verdict)
race.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()

# %% [markdown]
# The costs of the first two hardly move. Look at the weights of the first layer after training, one
# row for each of its ten units:

# %%
figure, panels = plt.subplots(1, 3, figsize=(7, 3.2), layout="constrained")
for panel, name in zip(panels, ["zeros", "constant:value=0.5", "he"], strict=True):
    weights = race.of(name)[0].outcome.parameters[0].weights
    panel.imshow(weights, cmap="RdBu", vmin=-2, vmax=2, aspect="auto")
    rows = len(np.unique(weights.round(12), axis=0))
    panel.set_title(f"{name}\n{rows} different of {len(weights)} units", fontsize=9)
    panel.set_xticks([0, 1], ["x1", "x2"])
    panel.set_yticks(range(len(weights)), range(1, len(weights) + 1))
panels[0].set_ylabel("unit")
plt.show()

# %% [markdown]
# Zeros stay zeros: here even the gradient of the weights is 0, since each is a product that holds
# another weight or an activation. Equal weights do move, but all rows alike: the ten units are one
# unit, ten times. Only the random start has ten different ones.
#
# ## How little is enough?
#
# The tie is broken by any difference at all. So let us start all weights at 0.5 and add noise to
# them, less and less of it. `compare` takes a function of yours as well: it is called with the
# layers' sizes.


# %%
def nearly_equal(noise):
    def start(layers_dims):
        rng = np.random.default_rng(0)
        parameters = {}
        for l in range(1, len(layers_dims)):
            shape = (layers_dims[l], layers_dims[l - 1])
            parameters["W" + str(l)] = 0.5 + noise * rng.standard_normal(shape)
            parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
        return parameters

    start.__name__ = f"noise_{noise:g}"
    return start


race = initlab.compare(
    "circles",
    [nearly_equal(noise) for noise in (3e-1, 1e-2, 1e-4, 1e-8)],
    activation="tanh",
    learning_rate=0.3,
    iterations=30_000,
)
race.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()

# %% [markdown]
# The less the units differ, the longer training circles around the best that one unit can do. It
# does amplify the difference, update by update, but from a hundred-millionth these updates are not
# enough. So a start should make the units differ as much as it can, at the right scale; what that
# is, the next lessons find out.
#
# ## Questions
#
# 1. The biases start at 0 in all of these. Why is that no harm, if the weights are random?
# 2. Would it help to draw the *biases* at random and leave all weights at 0? Try it with a function
#    like the one above.
# 3. Logistic regression has no hidden layer. May its weights start at 0?
#
# <details><summary>Answers</summary>
#
# 1. Units with different weights get different gradients, so their biases part at the first update.
# 2. No. With all weights 0 the activations do not depend on the example: every point looks the same
#    to the network. The gradient of a weight of the last layer is then its input, a constant, times
#    the sum of all errors, and that sum is 0 as soon as the output is the share of the classes,
#    which it is from the first update on where both are equally frequent.
# 3. Yes: there are no two units that could be equal. Lesson 7 is about that.
#
# </details>
#
# **Next:** lesson 2, *Too large, and how small is right*.
