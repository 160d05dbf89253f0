# %% [markdown]
# # Tanh on wide pictures
#
# A picture is a long vector: 64 by 64 pixels are 4,096 features. A unit of the first layer adds up all of
# them, so here the number of inputs is not a detail but a factor of thousands. And tanh has
# its own way to fail: a unit whose sum is large sits where the curve is flat, and passes no gradient.

# %%
import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab.datasets import Dataset

# %% [markdown]
# ## Pictures
#
# We draw our own: rings against bars, at random places, with noise, 40 of each for training and 40
# for the test. Pixels are from 0 to 1, as pictures usually are.

# %%
SIDE = 64


def picture(kind, rng):
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    if kind == 0:
        centre, radius = rng.uniform(20, 44, 2), rng.uniform(8, 18)
        shape = np.abs(np.hypot(x - centre[0], y - centre[1]) - radius) < 2.5
    else:
        angle, shift = rng.uniform(0, np.pi), rng.uniform(-12, 12)
        across = (x - 32) * np.cos(angle) + (y - 32) * np.sin(angle)
        shape = np.abs(across - shift) < 2.5
    return np.clip(0.35 + 0.4 * shape + rng.normal(0, 0.08, shape.shape), 0, 1)


def pictures(count, rng):
    labels = np.arange(count) % 2
    return np.stack([picture(k, rng).ravel() for k in labels], axis=1), labels


rng = np.random.default_rng(4)
train_x, train_y = pictures(80, rng)
test_x, test_y = pictures(80, rng)
note = "Rings and bars with noise, drawn in lesson 6."
data = Dataset(
    "rings and bars", train_x, train_y, test_x, test_y, ("ring", "bar"), (SIDE, SIDE), note
)

figure, panels = plt.subplots(1, 6, figsize=(9, 1.7), layout="constrained")
for k, panel in enumerate(panels):
    panel.imshow(train_x[:, k].reshape(SIDE, SIDE), cmap="gray", vmin=0, vmax=1)
    panel.set_title(data.class_names[train_y[k]], fontsize=9)
    panel.axis("off")
plt.show()

# %% [markdown]
# ## Your turn: how saturated is a unit?
#
# A tanh unit passes the factor $1 - a^2$ of its gradient. Call it saturated if that is below 0.01.
# Write `saturated_share(z)`: the share of the entries of an array of pre-activations that is saturated.


# %% tags=["task"]
def saturated_share(z):
    return ...


# %% tags=["solution"]
def saturated_share(z):
    return float(np.mean(1 - np.tanh(z) ** 2 < 0.01))


# %%
if saturated_share(np.array([0.0, 4.0])) == 0.5:
    print("Right.")
else:
    print(
        "Not yet: of the two pre-activations 0 and 4 the second is saturated, so the share is 0.5."
    )

    def saturated_share(z):
        return float(np.mean(np.abs(z) > 2.993))  # the same, so that the lesson goes on

# %% [markdown]
# ## The first layer, before any training

# %%
STARTS = ["random:scale=1", "he", "xavier", "random:scale=0.0001"]
figure, panels = plt.subplots(1, 4, figsize=(9, 2.3), layout="constrained", sharey=True)
for panel, start in zip(panels, STARTS, strict=True):
    first = initlab.initializers.parse(start).draw((SIDE * SIDE, 20, 1), seed=1)[0].weights
    z = first @ train_x
    panel.hist(np.tanh(z).ravel(), 40, range=(-1, 1), color="#0072b2")
    panel.set_title(f"{start}\n{saturated_share(z):.0%} saturated", fontsize=9)
    panel.set(xlabel="activation")
    panel.set_yticks([])
plt.show()

# %% [markdown]
# With 4,096 inputs, standard normal weights give sums of a standard deviation around 25: every
# unit says +1 or −1, whatever it sees. Xavier and He keep the sums where tanh bends.
#
# ## Training

# %%
race = initlab.compare(
    data, STARTS, layers=[20, 5], activation="tanh", learning_rate=0.005, iterations=600
)
print(race)
race.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()

# %% [markdown]
# Cost on the training pictures is one thing, the test column is another: with 80 pictures and 4,096
# features every start that moves at all can learn the training pictures by heart.
#
# ## Where the digits end
#
# Wide data make steep costs, and steep costs make training chaotic: two runs that differ in the last bit
# of one weight part company. initlab trains a twin of each run to find the iteration from which on its digits
# are an accident of rounding.

# %%
fast = initlab.compare(
    data,
    ["he", "xavier"],
    layers=[20, 5],
    activation="tanh",
    learning_rate=0.02,
    iterations=600,
    horizon=True,
)
for result in fast.results:
    where = result.undetermined_from
    told = (
        "all of them can be repeated" if where is None else f"an accident from iteration {where} on"
    )
    print(
        f"{result.run.start.name}: final cost {result.outcome.final_cost:.4f}, its digits: {told}"
    )
fast.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()

# %% [markdown]
# ## Questions
#
# 1. Pixels from 0 to 1 have a mean far above 0. What does that do to the first layer's sums?
# 2. Why is a start that is too small less of a problem with 4,096 features than with 2?
# 3. Two people train "the same" network and get 0.31 and 0.29. What do you ask them first?
#
# <details><summary>Answers</summary>
#
# 1. All pictures share it, so each unit gets one large common term beside the small differences that matter.
#    Subtract the mean before anything else.
# 2. The gradient of the first layer's weights is a sum over pixels too: each step moves the sums by thousands
#    of times what it moves a weight.
# 3. From which iteration on their digits mean anything, and what the spread over seeds is.
#
# </details>
#
# **Next:** lesson 7, *Where the start does not matter*.
