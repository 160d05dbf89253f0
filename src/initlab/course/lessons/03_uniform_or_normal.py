# %% [markdown]
# # Uniform or normal
#
# Lesson 2 ended with a variance, $2/n$ for ReLU. It said nothing of the distribution: normal numbers
# have that variance if their standard deviation is $\sqrt{2/n}$, uniform ones between $-a$ and $a$ if
# $a^2/3 = 2/n$. Does it matter which? You write both, and then ask two hundred networks.

# %%
import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab import statistics
from initlab.course.practice import practise

# %% [markdown]
# ## Your turn: normal
#
# He's start: normal weights whose standard deviation is $\sqrt{2/n}$, $n$ being the size of the layer
# *before*, `layers_dims[l - 1]`. Biases are 0.


# %% tags=["task"]
def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = ...
        parameters["b" + str(l)] = ...
    return parameters


# %% tags=["solution"]
def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        std = np.sqrt(2 / layers_dims[l - 1])
        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * std
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %%
done = practise("initialization", initialize_parameters_he)

# %% [markdown]
# ## Your turn: uniform
#
# Uniform weights with a given variance. LeCun's is $1/n$: write `lecun_uniform(inputs, outputs, seed)`
# that draws an array of shape `(outputs, inputs)` between $-a$ and $a$, from a generator of its own,
# `rng = np.random.default_rng(seed)`. Which $a$?


# %% tags=["task"]
def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return ...


# %% tags=["solution"]
def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    bound = np.sqrt(3 / inputs)
    return rng.uniform(-bound, bound, (outputs, inputs))


# %%
done = practise("lecun_uniform", lecun_uniform)

# %% [markdown]
# ## A sum forgets what its terms looked like
#
# A unit sees its weights only through sums. Here are the pre-activations of 40,000 units, all of whose
# $n$ inputs are 1, from normal and from uniform weights of the same variance:

# %%
rng = np.random.default_rng(0)
figure, panels = plt.subplots(1, 3, figsize=(8, 2.6), layout="constrained", sharey=True)
for panel, n in zip(panels, (1, 3, 100), strict=True):
    for name, color in (("lecun_normal", "#0072b2"), ("lecun_uniform", "#d55e00")):
        z = getattr(initlab, name)((40_000, n), rng=rng) @ np.ones(n)
        panel.hist(z, 60, range=(-4, 4), density=True, histtype="step", color=color, label=name)
    panel.set(title=f"{n} input{'s' * (n > 1)}", xlabel="pre-activation")
panels[0].set_ylabel("density")
panels[2].legend(fontsize=8)
plt.show()

# %% [markdown]
# With one input the two differ. With a hundred the central limit theorem has made them the same. So
# the distribution can only matter where a layer has very few inputs.
#
# ## Ask the seeds
#
# Two hundred networks, a hundred seeds for each distribution. A start with the same seed is not the
# same start here, but the pairs cost nothing, and `paired` says how sure the difference is.

# %%
race = initlab.compare(
    "circles", ["he", "he_uniform"], learning_rate=0.1, iterations=1500, seeds=100
)
costs = {
    name: np.array([result.outcome.final_cost for result in race.of(name)])
    for name in ("he", "he_uniform")
}
found = statistics.paired(costs["he"], costs["he_uniform"])
print({name: float(np.median(cost).round(4)) for name, cost in costs.items()})
print(f"Median difference {found.median:+.4f}, from {found.low:+.4f} to {found.high:+.4f}.")
print(
    f"He's normal start has the lower cost for {found.lower:.0%} of the seeds; p = {found.p:.2g}."
)

figure, panel = plt.subplots(figsize=(6, 3), layout="constrained")
for name, color in (("he", "#0072b2"), ("he_uniform", "#d55e00")):
    panel.step(np.sort(costs[name]), np.arange(1, 101) / 100, color=color, label=name)
panel.set(xscale="log", xlabel="cost after training", ylabel="share of seeds below")
panel.legend()
plt.show()

# %% [markdown]
# This network has layers with two, ten and five inputs: as few as it gets. Read the numbers and judge
# yourself; a difference is worth a rule only if it is larger than what the seeds make of it.
#
# ## Hand it in
#
# You have written the three functions of the first exercise now: zeros in lesson 1, large random
# numbers in lesson 2, He above. Copy them into `exercises/initialization.py` and have them judged, in
# a terminal in this folder:
#
#     initlab course grade initialization exercises/initialization.py
#
# The second function of this lesson belongs to `initlab course grade lecun_uniform`.
#
# ## Questions
#
# 1. Why does $a = \sqrt{3/n}$ give the variance $1/n$?
# 2. Some libraries cut the normal distribution off at two standard deviations. What does that do to
#    the variance, and what has to be done about it?
# 3. What would you use where memory is scarce and weights are stored in eight bits?
#
# <details><summary>Answers</summary>
#
# 1. The mean square of a number between $-a$ and $a$ is $\frac{1}{2a}\int_{-a}^{a} x^2 dx = a^2 / 3$.
# 2. It becomes smaller, by a factor of 0.774 for a cut at two; the numbers have to be divided by
#    its root, 0.8796. `initlab explain he_truncated` tells more.
# 3. Uniform: its largest number is 1.7 standard deviations, so that the range of the format is used well.
#
# </details>
#
# **Next:** lesson 4, *He*, on where the 2 comes from.
