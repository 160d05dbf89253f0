"""
Where digits stop to mean something
===================================

A run and its twin: one weight differs in its last bit. From He's start they stay together. From
large weights the difference grows until it can be seen in the cost.
"""

import matplotlib.pyplot as plt
import numpy as np

import initlab

data = initlab.datasets.load("circles")
figure, panels = plt.subplots(2, 1, figsize=(7, 5), layout="constrained", sharex=True)
for start_name, color in (("he", "#0072b2"), ("random:scale=10", "#d55e00")):
    spec = initlab.Spec(
        (2, 10, 5, 1),
        initializer=start_name,
        seed=3,
        iterations=8000,
        record_at=tuple(range(0, 8000, 20)),
    )
    start = spec.draw()
    first = start[0].weights.copy()
    first[0, 0] = np.nextafter(first[0, 0], np.inf)
    twin = (type(start[0])(first, start[0].biases), *start[1:])
    one, other = initlab.train([spec, spec], data, parameters=[start, twin])
    at = [o.iteration for o in one.history]
    cost, others = (np.array([o.cost for o in run.history]) for run in (one, other))
    finite = np.isfinite(cost) & np.isfinite(others)
    at, cost, others = np.array(at)[finite], cost[finite], others[finite]
    panels[0].plot(at, cost, color=color, label=start_name)
    panels[0].plot(at, others, ":", color=color)
    panels[1].plot(at, np.maximum(np.abs(cost - others), 1e-16), color=color)
panels[0].set(ylabel="cost, and the twin's dotted", yscale="log", ylim=(0.2, 3))
panels[0].legend()
panels[1].set(xlabel="iteration", ylabel="difference", yscale="log")
plt.show()

# %%
# Both runs give the same bits on every machine, so both can be repeated exactly. But only the
# first one's digits say something about the start. ``initlab compare --horizon`` looks for the
# place, and the report draws a curve dotted from there on.
