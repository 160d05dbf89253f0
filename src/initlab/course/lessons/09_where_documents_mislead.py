# %% [markdown]
# # 9. Where documents mislead
#
# Notebooks and posts about initialization are written to convince, and most of what they say is
# right. Some of it is not, or not for the reason that is given. Here are eight statements you
# will meet in one form or another. Each can be tested in a few lines. Before you run a cell,
# decide what you expect.

# %%
import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.datasets import Dataset
from initlab.report import Series, curves, new_axes


# %% [markdown]
# ## 1. Equal losses for both classes stop the weights?
#
# From zeros the output is one half for every example, and its loss is ln 2, whatever its class.
# True. But gradient descent does not follow the loss, it follows the slope. Logistic regression
# from zeros says one half to everything as well:

# %%
network = initlab.compare("moons", ["zeros"], learning_rate=0.1, iterations=3000)
regression = initlab.compare("moons", ["zeros"], layers=[], learning_rate=0.1, iterations=3000)
for name, race in (("with hidden layers", network), ("without", regression)):
    history = race.of("zeros")[0].outcome.history
    print(
        f"{name:19} cost {history[0].cost:.4f} at the start, "
        f"{race.rows[0].cost_at_end:.4f} at the end; "
        f"gradient norms at the start {history[0].gradient_norm}"
    )

# %% [markdown]
# The same equal losses, and one of the two learns. What differs is the gradient of the weights. It
# is a product of what comes in and what comes back. With hidden layers of zeros nothing comes in to
# the last layer, and nothing comes back to the first.
#
# One parameter is left. The gradient of the last *bias* is the mean of (a − y). Write it for the
# start from zeros, where a is one half:


# %% tags=["starter"]
def last_bias_gradient(Y):
    raise NotImplementedError


# %% tags=["solution"]
def last_bias_gradient(Y):
    return np.mean(0.5 - Y)


# %%
circles = initlab.datasets.load("circles")
third = np.flatnonzero((circles.train_y == 0) | (np.arange(300) % 3 == 0))
uneven = Dataset(
    "uneven circles",
    circles.train_x[:, third],
    circles.train_y[third],
    None,
    None,
    circles.class_names,
    (2,),
    "The circles with a third of class 1 left.",
)
if complete(last_bias_gradient, circles.train_y):
    print(f"both classes alike: {last_bias_gradient(circles.train_y):+.3f}")
    print(f"a third of class 1: {last_bias_gradient(uneven.train_y):+.3f}")

# %% [markdown]
# In the course's data both classes have 150 points, so this gradient is 0 too, by luck. Take two
# thirds of one class away, and the network from zeros does learn something: how frequent the
# classes are.

# %%
skewed = initlab.compare(uneven, ["zeros"], learning_rate=0.1, iterations=3000)
outcome = skewed.of("zeros")[0].outcome
output = 1 / (1 + np.exp(-outcome.parameters[-1].biases[0, 0]))
print(f"cost {outcome.history[0].cost:.4f} at the start, {outcome.final_cost:.4f} at the end")
print(f"it says {output:.4f} to everything; class 1 is {uneven.train_y.mean():.4f} of the data")
print("largest weight anywhere:", max(np.abs(layer.weights).max() for layer in outcome.parameters))

# %% [markdown]
# ## 2. A network from zeros predicts class 0?
#
# It predicts one half. The class is made of it by a comparison, and `a > 0.5` and `a >= 0.5` make
# opposite classes of it:

# %%
half = np.full(circles.train_y.shape, 0.5)
for name, predicted in (("a > 0.5", half > 0.5), ("a >= 0.5", half >= 0.5)):
    right = np.mean(predicted == circles.train_y)
    print(f"{name:8} predicts {int(predicted[0])} for all, right for {right:.0%}")

# %% [markdown]
# ## 3. Alike units learn nothing?
#
# Units that stay alike are one fault, gradients that vanish are another. Equal weights that are
# not zero show the first without the second: the units stay alike, and the network learns all it
# can with one unit per layer.

# %%
alike = initlab.compare(
    "blobs", ["zeros", "constant:value=0.5"], learning_rate=0.1, iterations=3000
)
for row in alike.rows:
    first = alike.of(row.name)[0].outcome.parameters[0].weights
    print(
        f"{row.title:19} train accuracy {row.train_accuracy:.1%}, "
        f"units of layer 1 differ by {np.ptp(first, axis=0).max():.1g}"
    )

# %% [markdown]
# This settles another sentence, that a network from zeros is as good as a linear classifier. The
# two clouds here can be parted by a line. The constant start does; zeros does not.
#
# ## 4. Large random weights only take longer?
#
# Six times as long, from the course's own large start and from He:

# %%
longer = initlab.compare("circles", ["random", "he"], iterations=90_000)
show(longer.plot(), "09_longer")
for row in longer.rows:
    print(f"{row.title:13} cost {row.cost_at_end:.4f} after 90,000 steps")

# %%
seeds = initlab.compare("circles", ["random"], iterations=15_000, seeds=20)
ends = sorted(result.outcome.final_cost for result in seeds.of("random"))
print("twenty seeds after 15,000 steps:", " ".join(f"{cost:.2f}" for cost in ends))

# %% [markdown]
# It settles in a poor place and stays there. Another seed does better or worse: the printed
# result of one large start says little about large starts.
#
# ## 5. He's start is there after few steps?
#
# At the course's rate of 0.01, most of the 15,000 steps go by before anything is seen. The rate
# is what makes it slow. Steps until the cost is below 0.35, measured at fifteen points:

# %%
needed = {}
for rate, iterations in ((0.01, 15_000), (0.1, 1500)):
    race = initlab.compare("circles", ["he"], learning_rate=rate, iterations=iterations)
    history = race.of("he")[0].outcome.history
    needed[rate] = next(o.iteration for o in history if o.cost < 0.35)
    print(f"rate {rate}: below 0.35 after {needed[rate]:,} steps")

# %% [markdown]
# ## 6. The first cost is infinite?
#
# A first cost of `inf` is rounding: a sigmoid's output of 1 − 10⁻¹⁸ is stored as 1, and log(1 −
# 1) is −∞. Computed from the sum z in front of the sigmoid, as log(1 + e^z) − y z, the cost is a
# number.

# %%
for z in (30.0, 40.0, 1774.0):
    a = 1 / (1 + np.exp(-z))
    with np.errstate(divide="ignore"):
        naive = -np.log(1 - a)
    print(f"z = {z:6}: from a {naive:8.4g}, from z {np.logaddexp(0, z):8.4f}")
print(f"the large start's first cost: {longer.rows[0].cost_at_start:,.1f}")

# %% [markdown]
# ## 7. Normal or uniform is all the same?
#
# Not if the variance is the same. If both are just multiplied by 10, it is not: uniform from −1
# to 1 has a third of the variance, uniform from 0 to 1 a twelfth and a mean of one half.

# %%
rng = np.random.default_rng(0)
draws = {
    "normal": rng.standard_normal(100_000),
    "uniform −1 … 1": rng.uniform(-1, 1, 100_000),
    "uniform 0 … 1": rng.uniform(0, 1, 100_000),
}
for name, values in draws.items():
    print(f"{name:15} mean {values.mean():+.2f}, variance {values.var():.3f}")

# %% [markdown]
# ## 8. Xavier reached the lower cost, so Xavier suits tanh?
#
# One seed, one order of the data, one rate. tanh on the moons with two hidden layers of five
# units, the seeds 1 to 20, each a document of its own:

# %%
tanh = initlab.compare(
    "moons",
    ["he", "xavier"],
    layers=[5, 5],
    activation="tanh",
    learning_rate=0.1,
    iterations=2000,
    seed=1,
    seeds=20,
)
he, xavier = ([r.outcome.final_cost for r in tanh.of(name)] for name in ("he", "xavier"))
ahead = sum(x < h for h, x in zip(he, xavier, strict=True))
print(f"Xavier ends lower in {ahead} of 20 documents, He in {20 - ahead}")
order = np.argsort(he)
show(
    curves(
        new_axes(5.6, 3.0),
        [
            Series("He", range(1, 21), np.array(he)[order]),
            Series("Xavier", range(1, 21), np.array(xavier)[order]),
        ],
        x_label="seeds, ordered by He's cost",
        y_label="cost after training (nats)",
        log_y=True,
    ),
    "09_seeds",
)

# %% [markdown]
# Each of them could be printed with a conclusion below it.
#
# Two smaller traps, to be recognized when you meet them. A cost curve whose axis says "per
# hundreds" may have a point for each thousand steps: count the points. And "Xavier" is two
# formulas (lesson 5).
#
# ## Questions
#
# 1. Softmax with three classes, all weights zero, hidden layers. What is learnt if the classes are
#    equally frequent, and what if not?
# 2. How would you have to set the weights, if the *hidden* layers are to be zero and the network
#    is to learn all the same?
# 3. A post shows one training curve for each of five starts. What do you ask its author for?
#
# <details><summary>Answers</summary>
#
# 1. Nothing; otherwise the last biases learn the frequencies. The weights stay zero in both cases.
# 2. It does not work with ReLU or tanh: through a layer of zeros nothing comes back. The *last*
#    layer may be zero if the hidden ones are not: it gets a gradient at once, and the others one
#    step later.
# 3. Several seeds, with their spread; the rate at which each start does best; and whether rounding
#    already decides (lesson 6).
#
# </details>
