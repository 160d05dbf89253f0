# %% [markdown]
# # Depth and the edge of chaos
#
# Two things travel through a deep network: how large a signal is, and how different two signals are. For
# ReLU the first decides. For tanh the size settles by itself, since nothing can be larger than 1, and it
# is the difference that decides: in some networks all inputs become alike after a few layers, in others
# the smallest difference grows until the output is noise. Between them lies a line.

# %%
import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab import theory
from initlab.course.practice import practise

# %% [markdown]
# ## Two inputs on their way
#
# Take two inputs with a correlation of 0.9 and follow the correlation of their pre-activations through
# layers of 1,000 tanh units, for three variances of the weights (times the number of inputs, $\sigma_w^2$).
# Dots are one random network, lines are theory, which draws no weights at all.

# %%
DEPTH, WIDTH, BIAS_VAR = 30, 1000, 0.05


def correlations(weight_var, seed=0):
    rng = np.random.default_rng(seed)
    both = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], WIDTH)
    found = []
    for _ in range(DEPTH):
        weights = rng.standard_normal((WIDTH, WIDTH)) * np.sqrt(weight_var / WIDTH)
        z = weights @ both + np.sqrt(BIAS_VAR) * rng.standard_normal((WIDTH, 1))
        found.append(np.mean(z[:, 0] * z[:, 1]) / np.sqrt(np.prod(np.mean(z**2, axis=0))))
        both = np.tanh(z)
    return found


edge = theory.critical_points("tanh", bias_var=BIAS_VAR)[0].weight_var
figure, panel = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
for weight_var, color in ((1.0, "#0072b2"), (edge, "#009e73"), (4.0, "#d55e00")):
    block = theory.Block("tanh", weight_var=weight_var, bias_var=BIAS_VAR)
    scales = theory.depth_scales(block)
    c, line = correlations(weight_var)[0], []
    for _ in range(DEPTH):
        line.append(c)
        c = float(theory.correlation_map(block, c, scales.q))
    layers = np.arange(1, DEPTH + 1)
    panel.plot(layers, correlations(weight_var), ".", color=color)
    panel.plot(layers, line, color=color, label=f"{weight_var:.2f}: {scales.phase}")
panel.set(xlabel="layer", ylabel="correlation of two inputs", ylim=(0, 1.03))
panel.legend(title="σ_w²")
plt.show()

# %% [markdown]
# Blue, *ordered*: the two inputs become one, and the network cannot tell them apart. Red, *chaotic*: they
# move away from each other, to a correlation that no longer depends on the inputs; so do any two. Green,
# the *edge of chaos*: the difference still fades, but slowly, not exponentially.
#
# ## Gradients know the same line
#
# A gradient's mean square is multiplied by $\chi_1$ in every layer, and $\chi_1 = 1$ exactly on the
# edge. How deep a signal reaches is a number too, the depth scale $\xi_c$:

# %%
print("σ_w²     χ₁      ξ_c     phase")
for weight_var in (0.5, 1.0, 1.5, edge, 2.0, 3.0, 5.0):
    scales = theory.depth_scales(theory.Block("tanh", weight_var=weight_var, bias_var=BIAS_VAR))
    print(f"{weight_var:5.2f}  {scales.chi:6.3f}  {scales.correlation_depth:7.1f}  {scales.phase}")

# %% [markdown]
# ## Which depths can be trained?
#
# Digits, tanh layers of 32 units, weights of five variances, depths from 2 to 40, 300 updates of 64 digits each. Dark
# is a low cost.

# %%
variances, depths = [0.5, 1.0, 1.5, 2.0, 3.0, 5.0], [2, 5, 10, 20, 40]
data = initlab.datasets.load("digits")
specs, starts = [], []
for depth in depths:
    sizes = (64, *[32] * depth, 10)
    for weight_var in variances:
        spec = initlab.Spec(
            sizes,
            "tanh",
            "softmax",
            initializer="xavier",
            learning_rate=0.1,
            iterations=300,
            batch_size=64,
        )
        xavier = spec.draw()  # σ_w² = 1
        starts.append(tuple(type(a)(a.weights * np.sqrt(weight_var), a.biases) for a in xavier))
        specs.append(spec)
outcomes = initlab.train(specs, data, parameters=starts)
cost = np.array([o.final_cost for o in outcomes]).reshape(len(depths), len(variances))

figure, panel = plt.subplots(figsize=(6, 3.4), layout="constrained")
image = panel.imshow(cost, cmap="viridis", vmin=0, vmax=np.log(10), aspect="auto")
panel.set_xticks(range(len(variances)), variances)
panel.set_yticks(range(len(depths)), depths)
panel.set(xlabel="σ_w²", ylabel="hidden layers")
for row, column in np.ndindex(*cost.shape):
    shown = f"{cost[row, column]:.2f}"
    panel.text(
        column,
        row,
        shown,
        ha="center",
        va="center",
        color="white" if cost[row, column] < 1.5 else "black",
    )
figure.colorbar(image, label="cost after training; guessing is 2.30")
plt.show()

# %% [markdown]
# The deeper, the narrower is the range that still learns, and it closes around the edge. `python
# examples/trainability.py` in initlab's repository draws this map finely, with theory's line over it.
#
# ## Your turn: measure instead of calculate
#
# One can also make each layer right by looking at it: draw any weights, send a batch through, and divide
# by the standard deviation of what comes out (LSUV, Mishkin and Matas 2015, arXiv:1511.06422; we leave
# out its orthogonal part). Write `unit_variance(weights, inputs)`: the `weights`, scaled so that
# `weights @ inputs` has a variance of 1 over all its entries. Inputs are (features, examples).


# %% tags=["task"]
def unit_variance(weights, inputs):
    weights, inputs = np.asarray(weights), np.asarray(inputs)
    return ...


# %% tags=["solution"]
def unit_variance(weights, inputs):
    weights, inputs = np.asarray(weights), np.asarray(inputs)
    return weights / np.std(weights @ inputs)


# %%
done = practise("lsuv", unit_variance)

# %% [markdown]
# ## Questions
#
# 1. ReLU has no ordered and chaotic sides in σ_w² the way tanh has. What happens on either side of 2?
# 2. Why is the edge not the best place for every network?
# 3. What do residual connections do to all of this?
#
# <details><summary>Answers</summary>
#
# 1. The size of the signal vanishes or explodes: lesson 4. Inputs become alike on both sides.
# 2. Its advantage is depth. A shallow network may learn faster from a chaotic start, whose gradients are
#    larger; with few layers nothing has time to explode.
# 3. They add the input of a layer to its output, so correlations change by a little per layer rather
#    than by a factor: depth scales grow from layers to hundreds of layers. `theory.Block(skip=1)`.
#
# </details>
#
# Hand it in: `initlab course grade lsuv exercises/lsuv.py`.
#
# **Next:** lesson 9, *Where explanations mislead*.
