"""
The edge of chaos
=================

For each variance of the biases there is one of the weights at which gradients neither vanish nor
explode. Left of the line different inputs become equal with depth, right of it equal ones become
different.
"""

import matplotlib.pyplot as plt
import numpy as np

from initlab import theory

figure, panel = plt.subplots(figsize=(6, 4), layout="constrained")
bias_vars = np.geomspace(1e-4, 2, 25)
for name, color in (("tanh", "#0072b2"), ("erf", "#009e73")):
    edge = [theory.critical_points(name, bias_var=b)[0].weight_var for b in bias_vars]
    panel.plot(edge, bias_vars, color=color, label=name)
panel.text(0.85, 1.2, "ordered", color="0.4")
panel.text(3.9, 0.3, "chaotic", color="0.4")
panel.set(xlabel="σ_w²", ylabel="σ_b²", xlim=(0.6, 5), ylim=(0, 2))
panel.legend()
plt.show()

# %%
# How deep does a signal reach? ξ_c is the number of layers in which a difference of two inputs
# shrinks, or grows, by e. It diverges on the edge.

weight_vars = np.linspace(0.6, 4, 120)
depths = [
    theory.depth_scales(theory.Block("tanh", weight_var=w, bias_var=0.05)).correlation_depth
    for w in weight_vars
]
figure, panel = plt.subplots(figsize=(6, 3.2), layout="constrained")
panel.plot(weight_vars, depths, color="#0072b2")
panel.set(yscale="log", xlabel="σ_w², with σ_b² = 0.05", ylabel="depth scale ξ_c, layers")
plt.show()
