# %% [markdown]
# # Checking a real model
#
# Nine lessons about networks that fit on a page. This one is about yours. `initlab.check` runs a PyTorch model
# once forward and once backward on a batch, measures every layer, and says what is wrong with the start and
# what would mend it, as a linter does for code. It needs PyTorch: `pip install torch`.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

import initlab

torch.set_num_threads(1)

# %% [markdown]
# ## A model as people write it
#
# Twenty layers, ReLU, PyTorch's default start. It looks harmless.


# %%
def network():
    torch.manual_seed(0)
    layers = []
    for _ in range(20):
        layers += [nn.Linear(64, 64), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(64, 10))


digits = initlab.datasets.load("digits")
x = torch.tensor(digits.train_x.T, dtype=torch.float32)
y = torch.tensor(digits.train_y)
loss = nn.CrossEntropyLoss()

model = network()
report = initlab.check(model, x[:256], lambda output: loss(output, y[:256]))
print(report)

# %% [markdown]
# Read the first line, then the evidence. `nn.Linear` starts with a variance of $1/(3n)$ (lesson 5), a sixth
# of what ReLU needs, and twenty layers make of it what lesson 4 predicts.
#
# ## Mend it, and see whether it helps
#
# `initlab.fix` draws new values where a finding asks for it, checks again, and can be undone.

# %%
mended = network()
fixed = initlab.fix(mended, x[:256], lambda output: loss(output, y[:256]))
print(fixed)


# %%
def train(model, updates=150):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    torch.manual_seed(1)
    costs = []
    for _ in range(updates):
        chosen = torch.randint(len(x), (64,))
        cost = loss(model(x[chosen]), y[chosen])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        costs.append(cost.item())
    return costs


figure, panel = plt.subplots(figsize=(6, 3.4), layout="constrained")
for name, one, color in (("default", network(), "#d55e00"), ("mended", mended, "#0072b2")):
    panel.plot(train(one), color=color, label=name)
panel.axhline(np.log(10), color="0.4", linestyle=":", label="guessing")
panel.set(xlabel="updates", ylabel="cost of the batch")
panel.legend()
plt.show()

# %% [markdown]
# ## Your turn
#
# Write `my_start(model)`: it goes through `model.modules()` and gives each `nn.Linear` He's weights
# (`nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")`) and zero biases
# (`nn.init.zeros_(layer.bias)`). The check below tells what it thinks of it.


# %% tags=["task"]
def my_start(model):
    for layer in model.modules():
        ...


# %% tags=["solution"]
def my_start(model):
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)


# %%
model = network()
my_start(model)
print(initlab.check(model, x[:256], lambda output: loss(output, y[:256])))

# %% [markdown]
# ## In a test, and on the command line
#
# `initlab.assert_initialized(model, batch)` fails with one line that names what is wrong: put it beside your
# other tests. The command reads a file and needs no code at all:
#
#     initlab check model.py:Net --input 8,3,32,32 --loss cross_entropy
#     initlab check --example
#
# ## Questions
#
# 1. The check looks at one batch before training. Which problems can it not see?
# 2. Batch normalization hides a wrong scale. Does that make the start irrelevant?
# 3. Check a model of yours. Which finding surprised you, and does mending it change the training?
#
# <details><summary>Answers</summary>
#
# 1. What comes up during training: a learning rate too large for later, units that die on the way, overfitting.
# 2. Forward, nearly: each layer is rescaled. Backward the scale still decides how large a step is relative to
#    the weights, and in a residual network which branch counts.
# 3. `initlab check --prove 100` answers the second half.
#
# </details>
#
# This was the last lesson. `initlab study new plan.toml` is the way on to questions of your own.
