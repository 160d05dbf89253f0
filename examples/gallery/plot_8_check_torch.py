"""
Checking a PyTorch model
========================

The check runs a model once forward and once backward. Here is a deep network with PyTorch's
default start, what the check says, and the same after the fix.
"""

import torch
from torch import nn

import initlab

torch.manual_seed(0)
layers = [layer for _ in range(12) for layer in (nn.Linear(64, 64), nn.ReLU())]
model = nn.Sequential(*layers, nn.Linear(64, 10))
batch = torch.randn(256, 64)
target = torch.randint(10, (256,))


def loss(output):
    return nn.functional.cross_entropy(output, target)


print(initlab.check(model, batch, loss))

# %%
# The fix draws new values for the tensors that a finding names, and checks again.

print(initlab.fix(model, batch, loss))
print(initlab.check(model, batch, loss))
