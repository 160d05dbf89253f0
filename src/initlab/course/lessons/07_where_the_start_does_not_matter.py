# %% [markdown]
# # 7. Where the start does not matter
#
# Is a start ever unimportant? Take the hidden layers away. What is left is logistic regression:
# one row of weights, one bias, one sigmoid.

# %%
import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.report import new_figure, styled


# %% [markdown]
# ## Every start meets
#
# The moons, no hidden layer, four starts, one of them a hundred times too large.

# %%
race = initlab.compare(
    "moons",
    ["zeros", "he", "random", "random:scale=100"],
    layers=[],
    learning_rate=1,
    iterations=30_000,
)
print(race)
for row in race.rows:
    (layer,) = race.of(row.name)[0].outcome.parameters
    print(f"{row.title:18} weights {layer.weights[0].round(6)}, bias {layer.biases[0, 0]:.6f}")

# %% [markdown]
# Also zeros: there is one unit, so there is no symmetry to break, and the inputs are not zero, so
# the gradient is not. All four end in the same place.
#
# ## Write it: the gradient
#
# For the mean cross-entropy the gradient is as simple as can be. With a = sigmoid(w x + b) it is
#
#     ∂cost/∂w = mean over the examples of (a − y) x,   ∂cost/∂b = mean of (a − y).
#
# `X` has a column for each example, `Y` has one row, `w` is (1, features). Return both gradients;
# w's has w's shape.


# %% tags=["starter"]
def gradients(w, b, X, Y):
    raise NotImplementedError


# %% tags=["solution"]
def gradients(w, b, X, Y):
    a = 1 / (1 + np.exp(-(w @ X + b)))
    return (a - Y) @ X.T / X.shape[1], np.mean(a - Y)


# %%
def reference(w, b, X, Y):
    """The same, said differently, for the pictures until yours is written."""
    error = (0.5 + 0.5 * np.tanh((w @ X + b) / 2) - Y) / X.shape[1]
    return error @ X.T, error.sum()


data = initlab.datasets.load("moons")
X, Y = data.train_x, data.train_y[None, :]
slope = reference
if complete(gradients, np.zeros((1, 2)), 0.0, X, Y):
    same = all(
        np.allclose(mine, theirs)
        for mine, theirs in zip(
            gradients(np.ones((1, 2)), 0.5, X, Y),
            reference(np.ones((1, 2)), 0.5, X, Y),
            strict=True,
        )
    )
    print("gradients are right" if same else "gradients differ from the reference: look again")
    slope = gradients if same else reference


# %% [markdown]
# With it, walk downhill from six places, and draw the ways over the cost.


# %%
def walk(w, steps=3000, rate=1.0):
    way, b = [w], 0.0
    for _ in range(steps):
        dw, db = slope(way[-1], b, X, Y)
        way.append(way[-1] - rate * dw)
        b -= rate * db
    return np.concatenate(way), b


corners = [(-8.0, -8), (8, -8), (-8, 2), (8, 2), (0, 0), (0, -9)]
walks = [walk(np.array([corner], dtype=float)) for corner in corners]
bias = walks[0][1]


def draw_ways():
    grid_x, grid_y = np.meshgrid(np.linspace(-9, 9, 120), np.linspace(-10, 3, 100))
    z = np.stack([grid_x.ravel(), grid_y.ravel()], axis=1) @ X + bias
    cost = np.mean(np.logaddexp(0, z) - Y * z, axis=1).reshape(grid_x.shape)
    with styled():
        figure = new_figure(5.6, 4)
        ax = figure.subplots()
        ax.contour(grid_x, grid_y, np.log(cost), levels=14, colors="#b8c0c8", linestyles="solid")
        for way, _ in walks:
            ax.plot(way[:, 0], way[:, 1], marker="o", markevery=[0])
        ax.plot(*walks[0][0][-1], marker="*", markersize=14, color="#20262c")
        ax.set_xlabel("weight of x1")
        ax.set_ylabel("weight of x2")
        ax.set_title("six ways to one place", loc="left")
    return figure


show(draw_ways(), "07_ways")
ends = np.array([way[-1] for way, _ in walks])
print(f"ends lie within {np.ptp(ends, axis=0).max():.2g} of each other")

# %% [markdown]
# The cost of logistic regression is *convex*: a bowl without a second hollow. Downhill leads to
# the bottom from everywhere. (If a straight line separates the classes without fault, the bottom
# is infinitely far away and the weights grow for ever; the moons overlap, seen from a straight
# line.)
#
# The start decides how long the way is, though. The first 4,500 steps again, measured at every
# 300th:

# %%
begin = initlab.compare(
    "moons",
    ["zeros", "he", "random", "random:scale=100"],
    layers=[],
    learning_rate=1,
    iterations=4500,
)
steps = {}
best = min(row.cost_at_end for row in race.rows)
for row in begin.rows:
    history = begin.of(row.name)[0].outcome.history
    steps[row.name] = next((o.iteration for o in history if o.cost < 1.001 * best), None)
    print(f"{row.title:18} within 0.1 % of the lowest cost after {steps[row.name]} steps")
show(begin.plot(), "07_costs")

# %% [markdown]
# ## Where it matters
#
# Put one hidden layer of four units back in. Same data, same start rule, twelve seeds:

# %%
hidden = initlab.compare("moons", ["he"], layers=[4], learning_rate=1, iterations=10_000, seeds=12)
costs = sorted(result.outcome.final_cost for result in hidden.of("he"))
print("final costs:", " ".join(f"{cost:.3g}" for cost in costs))
order = sorted(hidden.of("he"), key=lambda result: result.outcome.final_cost)


def draw_extremes():
    figure = new_figure(5.4, 2.7)
    for ax, result, title in zip(
        figure.subplots(1, 2), (order[0], order[-1]), ("luckiest seed", "unluckiest"), strict=True
    ):
        one = initlab.compare(
            "moons",
            ["he"],
            layers=[4],
            learning_rate=1,
            iterations=10_000,
            seed=result.run.seed,
        )
        one.plot_boundary("he", ax)
        ax.set_title(f"{title}, {result.run.seed}", loc="left", fontsize=10)
    return figure


show(draw_extremes(), "07_hidden")

# %% [markdown]
# Two starts of the same law end in different hollows, and more steps would not bring them
# together. The landscape of a network with hidden units is not a bowl, for a reason that lesson 1
# has shown: units can be swapped without changing anything. If one best network has four
# different units, there are 24 equally good ones, and halfway between two of them the units are
# averages, which is worse.
#
# ## Questions
#
# 1. Linear regression by gradient descent: does the start matter?
# 2. Why does the network with weights of size 100 take so long, when its gradient is largest?
# 3. Does a wider hidden layer make the start more or less important?
#
# <details><summary>Answers</summary>
#
# 1. Not for the end: the squared error is a bowl too. (With more features than examples there are
#    many bottoms, and the start decides which.)
# 2. It is not: for a saturated sigmoid (a − y) is at most 1 in absolute value. The step has a
#    largest length, and the way is a hundred times longer.
# 3. Less: more units mean more chances that some of them start where they are needed. Try
#    `layers=[40]`.
#
# </details>
