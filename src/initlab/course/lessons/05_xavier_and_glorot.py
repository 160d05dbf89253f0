# %% [markdown]
# # Xavier and Glorot: one person, two formulas
#
# Xavier Glorot is one person. His paper with Yoshua Bengio (2010) gives one formula; courses and
# libraries call two by his names:
#
# | called | variance | keeps |
# |---|---|---|
# | Xavier, in many courses | $1 / n_{in}$ | the signal, forward |
# | Glorot, and Xavier in PyTorch | $2 / (n_{in} + n_{out})$ | a compromise of both directions |
#
# The first is older: LeCun et al. 1998. Both are for activations that are nearly linear around 0, such
# as tanh. In this lesson you write both and see where they differ.

# %%
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab.course.practice import practise

# %% [markdown]
# ## Your turn
#
# Both return the dictionary of lesson 1. The seed is the caller's: do not call `np.random.seed` here.


# %% tags=["task"]
def initialize_parameters_xavier(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = ...
        parameters["b" + str(l)] = ...
    return parameters


def initialize_parameters_glorot(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = ...
        parameters["b" + str(l)] = ...
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
        std = np.sqrt(2 / (inputs + outputs))
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * std
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


# %%
done = practise("xavier_glorot", initialize_parameters_xavier)
done = practise("xavier_glorot", initialize_parameters_glorot)

# %% [markdown]
# ## Two directions
#
# A layer's weights are used twice. Forward each unit adds up $n_{in}$ numbers; backward each input adds
# up the $n_{out}$ gradients of the units it feeds. To keep the signal takes $1/n_{in}$, to keep the
# gradient $1/n_{out}$. If the layer is not square no variance does both. Glorot takes the mean of the
# two denominators.
#
# Here is a funnel: linear layers from 400 units down to 25 and up again. Forward, the mean square of
# a random signal; backward, that of a random gradient.

# %%
WIDTHS = [400, 200, 100, 50, 25, 50, 100, 200, 400]
RULES = {
    "1 / inputs": lambda n_in, n_out: 1 / n_in,
    "1 / outputs": lambda n_in, n_out: 1 / n_out,
    "2 / (inputs + outputs)": lambda n_in, n_out: 2 / (n_in + n_out),
}
COLORS = ["#0072b2", "#d55e00", "#009e73"]


def passes(rule, seed):
    """Mean square of the signal behind each layer, and of the gradient in front of each."""
    rng = np.random.default_rng(seed)
    pairs = list(pairwise(WIDTHS))
    weights = [np.sqrt(rule(i, o)) * rng.standard_normal((o, i)) for i, o in pairs]
    signal, gradient = rng.standard_normal(WIDTHS[0]), rng.standard_normal(WIDTHS[-1])
    forward, backward = [np.mean(signal**2)], [np.mean(gradient**2)]
    for w in weights:
        signal = w @ signal
        forward.append(np.mean(signal**2))
    for w in reversed(weights):
        gradient = w.T @ gradient
        backward.insert(0, np.mean(gradient**2))
    return forward, backward


figure, panels = plt.subplots(1, 2, figsize=(8.5, 3.4), layout="constrained", sharey=True)
for (name, rule), color in zip(RULES.items(), COLORS, strict=True):
    both = np.median([passes(rule, seed) for seed in range(50)], axis=0)
    for panel, values in zip(panels, both, strict=True):
        panel.plot(values, "o-", color=color, label=name)
for panel, title in zip(panels, ("signal, left to right", "gradient, right to left"), strict=True):
    panel.set(title=title, yscale="log", xlabel="units of the layer")
    panel.set_xticks(range(len(WIDTHS)), WIDTHS)
panels[0].set_ylabel("mean square, median of 50")
panels[0].legend(fontsize=8)
plt.show()

# %% [markdown]
# Each of the first two is level in one panel and bends in the other. Glorot bends in both, and less.
# In a net of equal widths all three are the same.
#
# ## On the circles
#
# The network 2 – 10 – 5 – 1 is nothing but unequal widths. Its layers get these standard deviations:

# %%
print("layer         Xavier   Glorot   He")
for n_in, n_out in ((2, 10), (10, 5), (5, 1)):
    print(
        f"{n_in:3} -> {n_out:2}      {np.sqrt(1 / n_in):.3f}    {np.sqrt(2 / (n_in + n_out)):.3f}"
        f"    {np.sqrt(2 / n_in):.3f}"
    )

race = initlab.compare(
    "circles",
    ["xavier", "glorot", "he"],
    activation="tanh",
    learning_rate=0.1,
    iterations=2000,
    seeds=50,
)
print()
print(race.verdict)
race.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()

# %% [markdown]
# Tanh is where Xavier should be at home. Look which start wins, and by how much, before you believe a
# rule of thumb: on few features and with few updates, a larger start is a head start. The rule speaks
# of depth, and there is none here. The study in `docs/study.md` asks the same with a thousand
# seeds and up to eight layers.
#
# ## Questions
#
# 1. You read "Xavier initialization" in a paper. Which of the two is meant?
# 2. For ReLU, what would Glorot's compromise be?
# 3. PyTorch's `nn.Linear` starts with uniform weights between $\pm 1/\sqrt{n_{in}}$. Which variance is
#    that?
#
# <details><summary>Answers</summary>
#
# 1. Look at its code. `initlab explain xavier` and `initlab explain glorot` name what each library
#    means by the word.
# 2. $4 / (n_{in} + n_{out})$: twice, for the half that ReLU takes in either direction.
# 3. $1 / (3 n_{in})$, a third of Xavier's. Lesson 10 shows what that does to a deep model.
#
# </details>
#
# Hand it in: `initlab course grade xavier_glorot exercises/xavier_glorot.py`.
#
# **Next:** lesson 6, *Tanh on wide pictures*.
