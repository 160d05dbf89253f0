"""
A signal in fifty layers
========================

What a deep network does to the size of a signal before it has learnt anything: drawn networks,
and theory, which draws none.
"""

import matplotlib.pyplot as plt
import numpy as np

from initlab import activations, theory

DEPTH, WIDTH = 50, 200


def mean_squares(phi, weight_var, seed):
    rng = np.random.default_rng(seed)
    signal, found = rng.standard_normal(WIDTH), []
    for _ in range(DEPTH):
        z = rng.standard_normal((WIDTH, WIDTH)) @ signal * np.sqrt(weight_var / WIDTH)
        found.append(np.mean(z**2))
        signal = phi.value(z)
    return found


figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
layers = np.arange(1, DEPTH + 1)
colors = ("#d55e00", "#0072b2", "#009e73")
for panel, (name, variances) in zip(
    panels, (("relu", (1.7, 2.0, 2.3)), ("tanh", (0.8, 1.0, 2.0))), strict=True
):
    for weight_var, color in zip(variances, colors, strict=True):
        runs = [mean_squares(activations.get(name), weight_var, seed) for seed in range(8)]
        panel.plot(layers, np.transpose(runs), color=color, linewidth=0.6, alpha=0.5)
        expected = theory.profile(theory.Block(name, weight_var), [WIDTH] * DEPTH, q=weight_var)
        panel.plot(layers, expected.variance, "--", color=color, label=f"σ_w² = {weight_var}")
    panel.set(yscale="log", xlabel="layer", title=name)
    panel.legend(fontsize=8)
panels[0].set_ylabel("mean square of the pre-activations")
plt.show()

# %%
# ReLU multiplies by σ_w² / 2 in each layer, so that only He's 2 keeps the size, and finite width
# makes single networks wander. tanh settles by itself: at 0 for σ_w² up to 1, above it where
# growth and saturation balance.
