# %% [markdown]
# # Too large, and how small is right
#
# Random weights break the tie. But how large should they be? A unit adds up its inputs, each times a
# weight; weights that are ten times larger make sums that are ten times larger, and after three
# layers everything is a thousand times larger. You will see what that costs, at both ends, and find
# the scale at which it costs nothing.

# %%
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab.course.practice import practise

# %% [markdown]
# ## Your turn
#
# The same function as in lesson 1, with standard normal numbers times 10 for weights:
# `np.random.randn(rows, columns)`. Biases stay 0. `np.random.seed(3)` makes the numbers the same
# each time, once, before the first draw.


# %% tags=["task"]
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = ...
        parameters["b" + str(l)] = ...
    return parameters


# %% tags=["solution"]
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * 10
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %%
done = practise("initialization", initialize_parameters_random)

# %% [markdown]
# ## The price of large weights
#
# `random:scale=10` is that start in initlab.

# %%
race = initlab.compare("circles", ["random:scale=10", "random:scale=1"], iterations=6000)
print(race)
race.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()

# %% [markdown]
# The cost of the large start begins far above the picture: the output is a sigmoid of numbers in the
# thousands, so it is 0 or 1 to the last digit, and where it is wrong the cost $-\log 0$ is infinite.
# A cost of $\ln 2$, about 0.69, is what pure guessing gets. Large weights begin worse than guessing,
# with confidence, and training has to undo that first.
#
# What training undoes can be seen in the decisions. Here are both networks after all updates:

# %%
figure, panels = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
for panel, name in zip(panels, ["random:scale=10", "random:scale=1"], strict=True):
    race.plot_boundary(name, panel)
plt.show()

# %% [markdown]
# ## And small ones?
#
# If large is bad, is small good? Take every factor from 0.003 to 10, and ten seeds for each, for one
# seed may be lucky. `initlab.plan` makes all combinations; `run_study` trains them.

# %%
from tempfile import TemporaryDirectory

scales = np.geomspace(0.003, 10, 12).round(4).tolist()
plan = initlab.plan(
    initializer=[f"random:scale={scale}" for scale in scales],
    learning_rate=0.1,
    iterations=2000,
    seeds=10,
)
with TemporaryDirectory() as folder:
    initlab.run_study(plan, f"{folder}/scales.study")
    with initlab.read_store(f"{folder}/scales.study") as store:
        cost = np.array([[r.cost for r in store.rows(plan.ids(cell))] for cell in plan.cells])

figure, panel = plt.subplots(figsize=(6, 3.5), layout="constrained")
panel.plot(scales, cost, ".", color="0.6")
panel.plot(scales, np.median(cost, axis=1), "o-", color="#0072b2", label="median")
panel.axhline(np.log(2), color="0.3", linestyle=":", label="guessing")
panel.set(xscale="log", yscale="log", xlabel="factor on standard normal weights", ylabel="cost")
panel.legend()
plt.show()

# %% [markdown]
# Both ends lose. On the left the signal dies: each layer multiplies it by something small, the output
# is $\sigma(0)$ for every point, and the gradient, which is a product of the same weights, dies with
# it. On the right it explodes. In between lies a range of about one power of ten in which training
# works.
#
# ## How small is right
#
# The right factor depends on how many numbers a unit adds up. A sum of $n$ independent terms has a
# variance of $n$ times that of one term. If the inputs have mean square $q$ and the weights
# variance $v$, the sum has variance $n v q$. To keep it at $q$ take $v = 1/n$; and where ReLU cuts off
# half of each signal, twice that: $v = 2/n$, a standard deviation of $\sqrt{2/n}$. See what that
# is for our network:

# %%
sizes = [2, 10, 5, 1]
for inputs, outputs in pairwise(sizes):
    print(f"{inputs:3} inputs, {outputs:3} units: factor {np.sqrt(2 / inputs):.3f}")

# %% [markdown]
# All of these lie in the range of factors that worked. Lesson 4 derives the 2 and tests it where it
# matters more: in networks of thirty layers.
#
# ## Questions
#
# 1. Standard normal weights (factor 1) are in the good range here. Would they be with 1,000 inputs?
# 2. The inputs of these data lie between −1.2 and 1.2. What changes if they were measured in
#    thousandths?
# 3. Can a smaller learning rate rescale the large start?
#
# <details><summary>Answers</summary>
#
# 1. No. The sums would have a standard deviation of √1000 ≈ 32 times the input's.
# 2. The first layer's sums become a thousand times smaller, as if its weights were. That is why inputs
#    are standardized before anything is said about weights.
# 3. No. It makes the steps smaller, while it is large steps that a network with saturated outputs
#    would need to come back.
#
# </details>
#
# **Next:** lesson 3, *Uniform or normal*, completes the exercise.
