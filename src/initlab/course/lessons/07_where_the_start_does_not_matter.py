# %% [markdown]
# # Where the start does not matter, and where it does
#
# A cost function is a landscape over all weights. If it is a bowl, with one lowest point and downhill
# all the way to it, then it does not matter where one starts. Logistic regression is such a bowl. A
# network with a hidden layer is not. This lesson looks at both.

# %%
import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab.datasets import Dataset

# %% [markdown]
# ## Logistic regression: every start meets
#
# No hidden layer: `layers=[]`. Two overlapping clouds of points, four starts.

# %%
rng = np.random.default_rng(5)
labels = np.arange(300) % 2
points = rng.normal(0, 1, (2, 300)) + np.where(labels, 1, -1)
clouds = Dataset("clouds", points, labels, None, None, ("left", "right"), (2,), "From lesson 7.")

race = initlab.compare(
    clouds,
    ["zeros", "random:scale=10", "random:scale=3", "he"],
    layers=[],
    learning_rate=0.5,
    iterations=6000,
)
race.plot(plt.subplots(figsize=(6, 3.5))[1])
plt.show()
for result in race.results:
    weights = result.outcome.parameters[0].weights.round(6).tolist()[0]
    print(f"{result.run.start.name:16} cost {result.outcome.final_cost:.6f}  weights {weights}")

# %% [markdown]
# Zeros included: there are no two units to be told apart, and the cost is convex, so that downhill
# always leads to the same place. A large start only takes longer.
#
# ## Your turn: the landscape along a line
#
# Take two ends, the weights $A$ and $B$ of two networks, and walk straight from one to the other. In a
# convex landscape the cost on the way is nowhere higher than the line between the ends' costs. Write
# `on_the_way(a, b, t)`: the point between two arrays at the share $t$, $A$ at 0 and $B$ at 1.


# %% tags=["task"]
def on_the_way(a, b, t):
    return ...


# %% tags=["solution"]
def on_the_way(a, b, t):
    return (1 - t) * a + t * b


# %%
try:
    right = np.allclose(on_the_way(np.array([0.0, 2.0]), np.array([4.0, 0.0]), 0.25), [1.0, 1.5])
except TypeError:
    right = False
if right:
    print("Right.")
else:
    print("Not yet: a quarter of the way from (0, 2) to (4, 0) is (1, 1.5).")

    def on_the_way(a, b, t):
        return a + t * (b - a)  # the same, so that the lesson goes on


# %%
def cost_along(race, first, second, steps=41):
    """The cost of networks on the line from one trained network to another."""
    ends = [race.of(name)[0] for name in (first, second)]
    shares = np.linspace(0, 1, steps)
    between = [
        tuple(
            type(a)(on_the_way(a.weights, b.weights, t), on_the_way(a.biases, b.biases, t))
            for a, b in zip(*(end.outcome.parameters for end in ends), strict=True)
        )
        for t in shares
    ]
    still = initlab.Spec(ends[0].run.sizes, ends[0].run.activation, ends[0].run.loss, iterations=0)
    outcomes = initlab.train([still] * steps, race.batch.dataset, parameters=between)
    return shares, [outcome.final_cost for outcome in outcomes]


deep = initlab.compare("circles", ["random:scale=1", "he"], learning_rate=0.3, iterations=6000)
early = initlab.compare(
    clouds,
    ["random:scale=10", "random:scale=3"],
    layers=[],
    learning_rate=0.5,
    iterations=100,
)
figure, panels = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
for panel, (title, found, names) in zip(
    panels,
    (
        ("logistic regression, on the way", early, ("random:scale=10", "random:scale=3")),
        ("2 – 10 – 5 – 1, both trained", deep, ("random:scale=1", "he")),
    ),
    strict=True,
):
    panel.plot(*cost_along(found, *names), color="#0072b2")
    panel.set(title=title, xlabel="share of the way", ylabel="cost")
plt.show()

# %% [markdown]
# Left, a curve without a hill. Right, both ends are good networks, and between them lies a mountain: they
# have found the same decision with other units in other places. Where a network ends depends on where it
# starts.
#
# ## When it is all right not to care
#
# Between a bowl and a mountain range there are easy problems: clouds that a straight line separates,
# wide networks, few layers. Take the breast cancer data, thirty features, one hidden layer of 20
# units, twenty seeds, and all starts that are not absurd:

# %%
easy = initlab.compare(
    "breast_cancer",
    ["he", "xavier", "glorot", "lecun_uniform", "random:scale=0.1"],
    layers=[20],
    learning_rate=0.1,
    iterations=1000,
    seeds=20,
)
for row in easy.rows:
    right = [result.outcome.test_accuracy for result in easy.of(row.name)]
    print(
        f"{row.title:>20}: {np.median(right):.1%} of the test data right "
        f"({min(right):.1%} to {max(right):.1%})"
    )

# %% [markdown]
# ## Questions
#
# 1. Why is the lowest point of logistic regression finite for these clouds, and what if a line separated
#    the classes without a mistake?
# 2. Swap two hidden units of a trained network, with all their weights. What happens to the cost, and
#    what does that say about the number of lowest points?
# 3. Which of your own problems is a bowl?
#
# <details><summary>Answers</summary>
#
# 1. The clouds overlap: larger weights make the right examples cheaper and the wrong ones dearer. Without
#    wrong ones larger weights are always better, and training never ends.
# 2. Nothing: the output is the same sum in another order. With ten units there are ten factorial copies
#    of every lowest point, and ten equal units sit just in the middle between them: lesson 1.
# 3. Linear and logistic regression, linear support vector machines: whatever is linear in its weights and has
#    a convex loss.
#
# </details>
#
# **Next:** lesson 8, *Depth and the edge of chaos*.
