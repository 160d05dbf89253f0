# %% [markdown]
# # 10. Checking a real model
#
# The last lesson is about a model as people have them: PyTorch, a stack of layers, and no word
# about initialization, because a library takes care of that. It needs `pip install
# "initlab[torch]"`.

# %%
import copy

import numpy as np
import torch
from torch import nn

import initlab
from initlab.course.lesson import complete, show
from initlab.report import Series, curves, new_axes

torch.set_num_threads(1)  # the model is small: threads would only wait for each other
data = initlab.datasets.load("digits")
X = torch.tensor(data.train_x.T, dtype=torch.float32)
Y = torch.tensor(np.array(data.train_y))
batch, labels = X[:64], Y[:64]


def loss(output):
    return nn.functional.cross_entropy(output, labels)


def network(width=32, depth=10):
    """Ten hidden layers of 32 ReLU units, at PyTorch's defaults."""
    torch.manual_seed(0)
    layers = []
    for inputs in [64, *[width] * (depth - 1)]:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(width, 10))


# %% [markdown]
# ## Ask before training
#
# A check runs one batch forward and one gradient back, measures every layer, and leaves the model
# as it was.

# %%
model = network()
report = initlab.check(model, batch, loss)
print(report)

# %% [markdown]
# The default weights of `nn.Linear` are uniform with the variance 1 / (3 inputs): a sixth of
# He's. Each layer keeps a sixth of the mean square, until hardly more than the biases is left.
# Nobody chose this for ReLU; it is an old default that shallow networks forgive.
#
# ## Write it: He for every linear layer
#
# `model.modules()` lists all parts of a model. Give each `nn.Linear` He's weights
# (`nn.init.kaiming_normal_(tensor, nonlinearity="relu")`) and zero biases (`nn.init.zeros_`), and
# return the model.


# %% tags=["starter"]
def he_everywhere(model):
    for part in model.modules():
        if isinstance(part, nn.Linear):
            raise NotImplementedError
    return model


# %% tags=["solution"]
def he_everywhere(model):
    for part in model.modules():
        if isinstance(part, nn.Linear):
            nn.init.kaiming_normal_(part.weight, nonlinearity="relu")
            nn.init.zeros_(part.bias)
    return model


# %%
if complete(he_everywhere, network()):
    mine = he_everywhere(network())
    print(initlab.check(mine, batch, loss).verdict)

# %% [markdown]
# ## Or have it repaired
#
# `initlab.fix` does it tensor by tensor, says why, and checks again. `undo()` would take it back.

# %%
fixed_model = copy.deepcopy(model)
fixed = initlab.fix(fixed_model, batch, loss)
for edit in fixed.plan[:3]:
    print(f"{edit.tensor}: {edit.entry}, because {edit.why}")
print(f"{len(fixed.plan)} tensors; afterwards: {fixed.report.verdict}")


# %% [markdown]
# What the numbers looked like, before and after: the mean square of each layer's gradient.


# %%
def gradients(model):
    """Mean square of the gradient of each linear layer's weights."""
    clone = copy.deepcopy(model)
    loss(clone(batch)).backward()
    return [
        float(part.weight.grad.square().mean())
        for part in clone.modules()
        if isinstance(part, nn.Linear)
    ]


before, after = gradients(model), gradients(fixed_model)
print(f"first layer's gradient: {before[0]:.2g} before, {after[0]:.2g} after")
layers = range(1, len(before) + 1)
show(
    curves(
        new_axes(6, 3.2),
        [Series("defaults", layers, before), Series("fixed", layers, after)],
        x_label="layer",
        y_label="mean square of the gradient",
        log_y=True,
    ),
    "10_gradients",
)


# %% [markdown]
# ## Does it train?


# %%
def train(model, steps=240, rate=0.05):
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    costs = []
    for _ in range(steps):
        chosen = torch.randint(len(X), (64,), generator=generator)
        cost = nn.functional.cross_entropy(model(X[chosen]), Y[chosen])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        costs.append(cost.item())
    return np.array(costs).reshape(-1, 12).mean(axis=1)  # averages of twelve steps


costs = {"defaults": train(copy.deepcopy(model)), "fixed": train(fixed_model)}
steps = 12 * np.arange(1, 21)
lines = [Series(name, steps, values) for name, values in costs.items()]
show(curves(new_axes(6, 3.2), lines, x_label="step", y_label="cost (nats)"), "10_training")
for name, values in costs.items():
    print(f"{name:9} cost {values[-1]:.3f}; guessing costs {np.log(10):.3f}")

# %% [markdown]
# ## Keep it that way
#
# One line in a project's own tests stops the next change from breaking the start:

# %%
try:
    initlab.assert_initialized(network(), batch, loss)
except AssertionError as error:
    print("The test fails:", str(error)[:200], "…")

# %% [markdown]
# Outside of Python the same is `initlab check model.py:network --input 64,64 --loss
# cross_entropy`, with an exit code for your continuous integration. `initlab check --explain
# TRP001` tells all about the fault above.
#
# ## Questions
#
# 1. Why did nobody notice the default in a network with two layers?
# 2. The check says "clean". Does that mean that the model will train well?
# 3. With normalization layers between the linear ones, does the default still do harm?
#
# <details><summary>Answers</summary>
#
# 1. A factor of a sixth, twice, is a signal that is six times smaller in deviation: the first
#    steps of training make up for that.
# 2. No. It means that the start is not what will stop it. Rate, data and architecture can.
# 3. Mostly not: normalization undoes the scale in each layer. The check knows and says nothing
#    then.
#
# </details>
