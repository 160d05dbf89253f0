# %% [markdown]
# # Where explanations mislead
#
# Texts about initialization are short, and some of what they say is right only nearby. None of the
# following claims comes from nowhere; each of them fails as soon as it is tried on something else. That is
# what experiments are for.

# %%
import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab.datasets import Dataset

# %% [markdown]
# ## Claim: from zeros the cost stays because the loss is the same for both classes
#
# On the circles, half of whose points are in each class, the cost from zeros is $\ln 2$ and stays there.
# One explanation: the output is 0.5, so each example costs $\ln 2$ whatever its class, and nothing
# can be gained. If that were the reason, then with three times as many points of one class something
# could be gained, and training would start.

# %%
circles = initlab.datasets.load("circles")
keep = (circles.train_y == 1) | (np.cumsum(circles.train_y == 0) % 3 == 1)
uneven = Dataset(
    "uneven circles",
    circles.train_x[:, keep],
    circles.train_y[keep],
    circles.test_x,
    circles.test_y,
    circles.class_names,
    (2,),
    "Every third point of class 0, all of class 1.",
)
share = float(np.mean(uneven.train_y))
race = initlab.compare(uneven, ["zeros", "he"], learning_rate=0.1, iterations=3000)
race.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()

entropy = -share * np.log(share) - (1 - share) * np.log(1 - share)
result = race.of("zeros")[0]
print(f"Share of class 1: {share:.3f}; cost of always saying so: {entropy:.6f}")
print(f"Cost from zeros after training:          {result.outcome.final_cost:.6f}")
for number, layer in enumerate(result.outcome.parameters, 1):
    print(
        f"Layer {number}: largest weight {np.abs(layer.weights).max()}, "
        f"largest bias {np.abs(layer.biases).max():.6f}"
    )

# %% [markdown]
# Something *is* gained: the last bias moves until the output is the share of the classes. And that is all,
# for the gradients of the weights are exactly 0. The gradient of a layer's weights is the product of what
# comes in and of what comes back. From zeros, nothing comes in behind the first layer (ReLU of 0), and nothing
# comes back before the last (times weights of 0). Balanced or not, it is the weights' gradients that vanish.
#
# ## Your turn: see it in the formula
#
# For the last layer of a network with sigmoid and cross-entropy the gradient of the weights is
# $\frac{1}{m} (A_3 - Y) A_2^T$. Write `last_gradient(a3, y, a2)` for rows `a3`, `y` of shape $(1, m)$ and
# activations `a2` of shape $(n, m)$.


# %% tags=["task"]
def last_gradient(a3, y, a2):
    return ...


# %% tags=["solution"]
def last_gradient(a3, y, a2):
    return (a3 - y) @ a2.T / y.shape[1]


# %%
y, half = circles.train_y[None, :], np.full((1, circles.train_y.size), 0.5)
try:
    zero, one = (last_gradient(half, y, a * np.ones((5, y.size))) for a in (0.0, 1.0))
    right = np.all(zero == 0) and np.allclose(one, np.mean(half - y))
except TypeError:
    right = False
print(
    "Right: with zero activations the gradient is zero, whatever y is."
    if right
    else "Not yet: a matrix product of shape (1, m) with (m, n), divided by m."
)

# %% [markdown]
# ## Claim: He is for ReLU, Xavier is for tanh
#
# As a rule for deep networks, yes: lesson 4 and lesson 8 show why. As a prediction for a shallow network
# and few updates it fails. A hundred seeds each:

# %%
for activation in ("relu", "tanh"):
    race = initlab.compare(
        "circles",
        ["he", "xavier"],
        activation=activation,
        layers=[10],
        learning_rate=0.1,
        iterations=1000,
        seeds=100,
    )
    he, xavier = (
        np.array([r.outcome.final_cost for r in race.of(name)]) for name in ("he", "xavier")
    )
    print(
        f"{activation}: median cost He {np.median(he):.3f}, Xavier {np.median(xavier):.3f}; "
        f"He lower for {np.mean(he < xavier):.0%} of the seeds"
    )

# %% [markdown]
# The larger start wins both times, since with one hidden layer nothing can explode, and larger weights
# learn faster.
#
# ## Claim: the printed digits are the result
#
# Two editions of the same notebook print other costs for the large random start, from the first thousand iterations
# on. Nobody made a mistake. Large weights amplify whatever differs, and the last bit of a matrix product depends
# on the library that computes it. Here are the costs of that run and of a twin whose first weight differs in its last
# bit:

# %%
spec = initlab.Spec(
    (2, 10, 5, 1),
    initializer="random:scale=10",
    seed=3,
    iterations=15_000,
    record_at=tuple(range(0, 15_000, 1000)),
)
start = spec.draw()
first = start[0].weights.copy()
first[0, 0] = np.nextafter(first[0, 0], np.inf)
twin = (type(start[0])(first, start[0].biases), *start[1:])
one, other = initlab.train([spec, spec], circles, parameters=[start, twin])
print("iteration   cost                 the twin's")
for a, b in zip(one.history[1::3], other.history[1::3], strict=True):
    print(f"{a.iteration:9}   {a.cost:.15f}    {b.cost:.15f}")

# %% [markdown]
# Digits that a last bit can change are no result. What both runs agree on is.
#
# ## Claim: look at the cost curve
#
# A curve is labelled *iterations (per hundreds)* in one text and counts thousands; in another the last cost printed
# is that before the last update. Read the code that drew it. In initlab a cost belongs to the iteration
# *before whose update* it was measured, and `final_cost` comes after the last one:

# %%
run = initlab.compare("circles", "he", iterations=10, learning_rate=0.1).results[0]
print(
    [o.iteration for o in run.outcome.history], "and after the last update", run.outcome.final_cost
)

# %% [markdown]
# ## Questions
#
# 1. Why does a start of all weights 1 move, while zeros do not?
# 2. "Biases may be 0 because the weights break the symmetry." Is there a layer where that is not enough?
# 3. Find a claim in a text you know, and write down the experiment that could refute it.
#
# <details><summary>Answers</summary>
#
# 1. What comes in and what comes back are both different from 0 then. The units stay equal all the same.
# 2. The output layer of a network for rare classes: its bias decides what is predicted before anything is
#    learnt, and 0 predicts half. `initlab check` calls that HED.
# 3. If you cannot think of one, the claim says nothing.
#
# </details>
#
# **Next:** lesson 10, *Checking a real model*.
