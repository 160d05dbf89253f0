# %% [markdown]
# # 2. Too large, and how small is right
#
# Random weights break the symmetry. That leaves their size. Large weights feel safe, as nothing can
# vanish, and small ones feel careful. Both feelings can be measured.

# %%
import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.report import Series, curves, new_axes


# %% [markdown]
# ## Write it: large random weights
#
# `np.random.randn(rows, columns)` draws numbers with mean 0 and standard deviation 1. Multiply them
# by 10 for the weights; biases are zeros. The seed makes your numbers the same each time.


# %% tags=["starter"]
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        # Two lines: the weights, ten times a normal draw, and the biases.
        raise NotImplementedError
    return parameters


# %% tags=["solution"]
def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * 10
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


# %% [markdown]
# ## What ten does
#
# The circles, the course's network, its rate of 0.01 and its 15,000 steps.

# %%
large = "random"
if complete(initialize_parameters_random, [2, 3, 1]):
    large = initialize_parameters_random
race = initlab.compare("circles", ["zeros", large, "he"])
print(race)
show(race.plot(), "02_costs")

# %%
start = race.of(race.rows[1].name)[0].outcome.history[0]
print(f"cost at the start: {start.cost:,.0f} nats; knowing nothing costs {np.log(2):.3f}")
print("mean square layer by layer:", " ".join(f"{value:.3g}" for value in start.mean_square[:-1]))

# %% [markdown]
# Each layer multiplies the signal, so the output unit is handed numbers in the thousands. There
# the sigmoid is 0 or 1: the network is certain of everything at once, and wrong about half of it.
# Where a sigmoid is flat, its gradient says little; training first has to undo the start. (A
# notebook that computes log(1 − a) prints `inf` for this cost, since a rounds to exactly 1. The
# cost is large, not infinite: initlab computes it from the number before the sigmoid.)
#
# ## So how small?
#
# The same network from weights of nine sizes, ten seeds each. The line is the median cost after
# training, the band the middle half of the seeds.

# %%
scales = [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]
scan = initlab.compare(
    "circles",
    [f"random:scale={scale}" for scale in scales],
    learning_rate=0.1,
    iterations=2000,
    seeds=10,
)
low, median, high = np.transpose([row.over_seeds.cost for row in scan.rows])
for scale, cost in zip(scales, median, strict=True):
    print(f"standard deviation {scale:6}: cost {cost:.4f}")
ax = curves(
    new_axes(5.6, 3.2),
    [Series("2,000 steps", np.log10(scales), median, low=low, high=high)],
    x_label="size of the weights, powers of ten",
    y_label="cost after training (nats)",
)
show(ax, "02_scales")

# %% [markdown]
# A valley. On the left the signal fades on its way, and with it every gradient: weights of 0.01
# are nearly zeros, and zeros do not learn. On the right the first steps are spent on undoing the
# start, or throw the network somewhere from which it does not return. Between them there is a
# width of about ten in which all is well.
#
# ## What decides where the valley lies
#
# A unit adds up `inputs` products. If the weights have the variance v, the sum has the variance
# inputs · v · (mean square of what comes in). So a layer multiplies the mean square by inputs ·
# v, and ReLU then throws half of it away. Nothing grows or fades if
#
#     inputs · v / 2 = 1,  that is  v = 2 / inputs.
#
# The right size depends on the layer's number of inputs. Measure it: thirty layers of ReLU, from
# one input, for three sizes.


# %%
def mean_squares(inputs, layers, variance, rng):
    """Mean square of each layer's output; the layers have as many units as inputs."""
    signal = rng.standard_normal(inputs)
    measured = []
    for _ in range(layers):
        weights = rng.standard_normal((inputs, inputs)) * np.sqrt(variance)
        signal = np.maximum(weights @ signal, 0)
        measured.append(np.mean(signal**2))
    return measured


rng = np.random.default_rng(0)
inputs, layers = 100, 30
lines = []
for factor in (1, 2, 4):
    runs = [mean_squares(inputs, layers, factor / inputs, rng) for _ in range(20)]
    lines.append(
        Series(f"variance {factor} / inputs", range(1, layers + 1), np.median(runs, axis=0))
    )
    growth = lines[-1].y[-1] / lines[-1].y[0]
    print(f"{factor} / inputs: layer {layers} has {growth:.2g} times layer 1")
show(
    curves(new_axes(6, 3.2), lines, x_label="layer", y_label="mean square", log_y=True),
    "02_depth",
)

# %% [markdown]
# One factor of 2 is a factor of a thousand million after thirty layers, either way. This is why the
# rule has a name: it is He's, and lesson 4 looks at it closely.
#
# ## The graded exercise
#
# Write He's start now: standard deviation √(2 / inputs). And bring `initialize_parameters_zeros`
# along from lesson 1: paste it in place of the one below.


# %% tags=["starter"]
def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        raise NotImplementedError
    return parameters


def initialize_parameters_zeros(layers_dims):
    raise NotImplementedError


# %% tags=["solution"]
def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * np.sqrt(2 / inputs)
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters


def initialize_parameters_zeros(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1]))
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% [markdown]
# Save, then:
#
#     initlab course grade initialization 02_how_small_is_right.ipynb
#
# ## Questions
#
# 1. For the circles' network, what are He's standard deviations, and do they lie in the valley?
# 2. Somebody proposes 0.01 for every network. For which network is that He's start?
# 3. Is a start in the valley enough for a good result?
#
# <details><summary>Answers</summary>
#
# 1. √(2/2) = 1, √(2/10) = 0.45 and √(2/5) = 0.63: all in the valley. He's rule finds it without a
#    scan.
# 2. 0.01 = √(2 / inputs) gives 20,000 inputs. For a picture of 80 by 80 pixels in colour it is
#    about right in the first layer, and far too small in all others.
# 3. No. The band in the picture is wide even at its lowest point: seeds differ, and rate, width and
#    time matter as well.
#
# </details>
