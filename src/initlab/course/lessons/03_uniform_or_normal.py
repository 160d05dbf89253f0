# %% [markdown]
# # 3. Uniform or normal
#
# Libraries offer most starts twice, as in `he_normal` and `he_uniform`. One draws from a bell,
# one from a box. Does the shape matter? It is easy to get the comparison wrong, so first the
# arithmetic.
#
# A uniform draw from −limit to limit has the variance limit² / 3: the average of x² over the box.
# For a variance v the limit is √(3 v). A box from 0 to 1, what `np.random.rand` gives, has its
# mean at one half.

# %%
import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.report import new_figure, styled


# %% [markdown]
# ## Write it: one variance, two shapes
#
# LeCun's start has the variance 1 / inputs. Write it twice. Draw from `rng`, so that the seed
# decides and the rest of the program's random numbers are left alone: `rng.normal(mean, deviation,
# shape)` and `rng.uniform(low, high, shape)`. The shape is (outputs, inputs).


# %% tags=["starter"]
def lecun_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    raise NotImplementedError


def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    raise NotImplementedError


# %% tags=["solution"]
def lecun_normal(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(0, np.sqrt(1 / inputs), (outputs, inputs))


def lecun_uniform(inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    limit = np.sqrt(3 / inputs)
    return rng.uniform(-limit, limit, (outputs, inputs))


# %%
if complete(lecun_normal, 4, 3, 0) and complete(lecun_uniform, 4, 3, 0):
    bell, box = lecun_normal(100, 400, 0), lecun_uniform(100, 400, 0)
else:
    bell = initlab.lecun_normal((400, 100), rng=0)
    box = initlab.lecun_uniform((400, 100), rng=0)
print(f"inputs × variance: normal {100 * bell.var():.3f}, uniform {100 * box.var():.3f}")

# %% [markdown]
# A unit adds up many weights times inputs. What do a hundred of them add up to?

# %%
signal = np.random.default_rng(1).standard_normal((100, 2000))


def draw_histograms():
    with styled():
        figure = new_figure(7.5, 2.6)
        left, right = figure.subplots(1, 2)
        for weights, label in ((bell, "normal"), (box, "uniform")):
            look = {"bins": 60, "density": True, "histtype": "step", "linewidth": 1.6}
            left.hist(weights.ravel(), label=label, **look)
            right.hist((weights @ signal).ravel(), label=label, **look)
        left.set_title("weights", loc="left")
        right.set_title("what the units add up", loc="left")
        right.legend(frameon=False)
        for ax in (left, right):
            ax.set_yticks([])
    return figure


show(draw_histograms(), "03_histograms")

# %% [markdown]
# Left, a bell and a box; right, one curve over the other. A sum of many independent numbers is
# nearly normal whatever they are, and its variance is all that is left of them. So the shape of the
# weights should hardly matter in layers with many inputs.
#
# ## With the same variance
#
# He, normal and uniform, on the course's network. It has 2, 10 and 5 inputs per layer: if the shape
# matters anywhere, then here. Forty seeds each.

# %%
same = initlab.compare(
    "circles", ["he", "he_uniform"], learning_rate=0.1, iterations=1500, seeds=40
)
print(same)
show(same.plot(), "03_same_variance")

# %% [markdown]
# The medians differ a little, the bands lie over each other. A test on the pairs (the same
# seed, both shapes) says how often chance alone would part them as far:

# %%
from scipy.stats import wilcoxon

cost = {row.name: [result.outcome.final_cost for result in same.of(row.name)] for row in same.rows}
chance = wilcoxon(cost["he"], cost["he_uniform"]).pvalue
print(f"chance alone would do that in {chance:.0%} of such experiments")

# %% [markdown]
# ## With another variance
#
# Now the usual slips: a box as wide as the bell's deviation, which has a third of the variance;
# and `np.random.rand`, all of whose weights are positive. The network has four hidden layers of
# 10 units, because a wrong variance counts once per layer.


# %%
def narrow_box(shape, rng):
    limit = np.sqrt(2 / shape[1])
    return rng.uniform(-limit, limit, shape)


def only_positive(shape, rng):
    return rng.uniform(0, 1, shape)


slips = initlab.compare(
    "circles",
    ["he", "he_uniform", narrow_box, only_positive],
    layers=[10] * 4,
    learning_rate=0.1,
    iterations=1000,
    seeds=40,
)
print(slips.verdict)
for row in slips.rows:
    print(f"{row.title:14} median cost {row.over_seeds.cost[1]:.3f}")
show(slips.plot(), "03_slips")

# %% [markdown]
# Whoever swaps `randn` for `rand` and changes nothing else compares variances and means, not
# shapes. Compare like with like: the same variance, the same mean.
#
# ## The graded exercises
#
# The two functions above are the exercise `lecun_uniform`:
#
#     initlab course grade lecun_uniform 03_uniform_or_normal.ipynb
#
# And this is the last stop for the course's first exercise. Bring your three functions along from
# lessons 1 and 2:


# %% tags=["starter"]
def initialize_parameters_zeros(layers_dims):
    raise NotImplementedError


def initialize_parameters_random(layers_dims):
    raise NotImplementedError


def initialize_parameters_he(layers_dims):
    raise NotImplementedError


# %% tags=["solution"]
def network(layers_dims, deviation):
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * deviation(inputs)
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


def initialize_parameters_zeros(layers_dims):
    return network(layers_dims, lambda inputs: 0)


def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    return network(layers_dims, lambda inputs: 10)


def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    return network(layers_dims, lambda inputs: np.sqrt(2 / inputs))


# %% [markdown]
#     initlab course grade initialization 03_uniform_or_normal.ipynb
#
# ## Questions
#
# 1. A library's default draws from −√(1 / inputs) to √(1 / inputs). What is its variance, and how
#    far is that from He's?
# 2. A truncated normal draw throws away what lies beyond two deviations. What has to be done about
#    its variance?
# 3. Where could the shape matter after all?
#
# <details><summary>Answers</summary>
#
# 1. 1 / (3 inputs): a sixth of He's. Lesson 10 finds this in a model.
# 2. Cutting makes it smaller (by a factor of 0.77), so the draw is made wider first.
#    `initlab explain he_truncated` has the formula.
# 3. In layers with very few inputs, where sums are not normal yet; and where single large weights
#    matter, since a bell has tails and a box has none.
#
# </details>
