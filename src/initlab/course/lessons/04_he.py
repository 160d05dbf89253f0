# %% [markdown]
# # He: where the 2 comes from
#
# Three layers forgive almost any start. Thirty do not: whatever a layer does to the size of a signal,
# thirty layers do thirty times over. This lesson follows the mean square of a signal through a deep
# ReLU network, first in your head, then in numbers, then against theory.

# %%
import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab import theory
from initlab.course.practice import practise

# %% [markdown]
# ## In your head
#
# A unit adds up $z = \sum_i w_i a_i$ over its $n$ inputs. With independent weights of mean 0 and
# variance $v$ the mean square of $z$ is $n v$ times the mean square of the $a_i$. ReLU then keeps the
# positive half of a symmetric distribution, and so half of the mean square. Per layer:
#
# $$q \to \tfrac{1}{2} n v\, q$$
#
# The signal keeps its size if $\frac{1}{2} n v = 1$, that is $v = 2/n$ (He et al. 2015,
# arXiv:1502.01852, section 2.2).
#
# ## Your turn
#
# One layer's weights, from a seed of the caller's: `he_normal(inputs, outputs, seed)` returns an array
# of shape `(outputs, inputs)`. Draw from a generator of your own, `np.random.default_rng(seed)`, so
# that nobody else's random numbers change.


# %% tags=["task"]
def he_normal(inputs, outputs, seed):
    return ...


# %% tags=["solution"]
def he_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)


# %%
done = practise("he", he_normal)

# %% [markdown]
# ## In numbers
#
# Thirty layers of 100 ReLU units, ten networks for each of three variances, one input. Lines are the
# networks, dashes what the formula above says.

# %%
DEPTH, WIDTH = 30, 100


def mean_squares(weight_var, seed):
    """Mean square of the pre-activations of each layer, for one random input."""
    rng = np.random.default_rng(seed)
    signal, found = rng.standard_normal(WIDTH), []
    for _ in range(DEPTH):
        weights = rng.standard_normal((WIDTH, WIDTH)) * np.sqrt(weight_var / WIDTH)
        z = weights @ signal
        found.append(np.mean(z**2))
        signal = np.maximum(z, 0)
    return found


figure, panel = plt.subplots(figsize=(6, 3.8), layout="constrained")
layers = np.arange(1, DEPTH + 1)
for weight_var, color in ((1.0, "#d55e00"), (2.0, "#0072b2"), (3.0, "#009e73")):
    for seed in range(10):
        panel.plot(layers, mean_squares(weight_var, seed), color=color, linewidth=0.7, alpha=0.6)
    block = theory.Block("relu", weight_var=weight_var)
    expected = theory.profile(block, [WIDTH] * DEPTH, q=weight_var).variance
    panel.plot(layers, expected, "--", color=color, linewidth=2, label=f"n · v = {weight_var:g}")
panel.set(yscale="log", xlabel="layer", ylabel="mean square of the pre-activations")
panel.legend()
plt.show()

# %% [markdown]
# One half per layer is a billionth after thirty layers, and one and a half is two hundred thousand.
# Only 2 stays. The single networks wander off the dashes, the more the deeper: that is the price of a finite width, and
# theory knows its size too.

# %%
spread = theory.profile(theory.Block("relu", weight_var=2.0), [WIDTH] * DEPTH, q=2.0)
ends = np.log([mean_squares(2.0, seed)[-1] for seed in range(300)])
print(
    f"Standard deviation of the log in layer {DEPTH}: "
    f"theory {spread.variance_log_std[-1]:.2f}, 300 networks {ends.std():.2f}"
)

# %% [markdown]
# ## Does it decide whether a network learns?
#
# Ten hidden layers of ten units, on the circles, twenty seeds.

# %%
race = initlab.compare(
    "circles",
    ["xavier", "he", "random:scale=1"],
    layers=[10] * 10,
    learning_rate=0.05,
    iterations=1500,
    seeds=20,
)
print(race.verdict)
for row in race.rows:
    cost = [result.outcome.final_cost for result in race.of(row.name)]
    print(
        f"{row.title:>16}: median cost {np.median(cost):.3f}, "
        f"{np.mean(np.array(cost) > 0.65):.0%} of the seeds no better than guessing"
    )

# %% [markdown]
# ## Questions
#
# 1. Leaky ReLU passes a tenth of the negative half. What replaces the 2?
# 2. The gradient travels backwards, through the transposed weights. Which $n$ would keep *its* size?
# 3. Why does the last layer, with its sigmoid, get the same 2 here although it has no ReLU behind it?
#
# <details><summary>Answers</summary>
#
# 1. It keeps $(1 + 0.1^2)/2$ of the mean square, so $2 / 1.01$.
# 2. The number of outputs. If layers are equally wide, both are the same; lesson 5 is about the other
#    case.
# 3. No reason but habit: the 2 belongs to the ReLU *before* a layer, which halves what it feeds on.
#    So the last layer should have it, and the first, which sees the data, should not. For one
#    layer the factor hardly matters.
#
# </details>
#
# **Next:** lesson 5, *Xavier and Glorot*.
