"""
How sure is a difference?
=========================

One seed is an anecdote. Here are He and Xavier with a hundred seeds each, compared seed by seed.
"""

import matplotlib.pyplot as plt
import numpy as np

import initlab
from initlab import statistics

race = initlab.compare("moons", ["he", "xavier"], learning_rate=0.1, iterations=1000, seeds=100)
race.plot(plt.subplots(figsize=(7, 3.6))[1])
plt.show()

# %%
# Bands are the middle half of the seeds. They overlap, and still the difference is sure, because
# most of the spread is shared: a lucky seed is lucky for both.

he, xavier = (np.array([r.outcome.final_cost for r in race.of(name)]) for name in ("he", "xavier"))
found = statistics.paired(he, xavier)
print(f"He − Xavier: median {found.median:.3f}, from {found.low:.3f} to {found.high:.3f}")
print(f"He is lower for {found.lower:.0%} of the seeds; Wilcoxon's p = {found.p:.2g}")

figure, panel = plt.subplots(figsize=(4.5, 4.5), layout="constrained")
panel.plot(xavier, he, ".", color="#0072b2")
ends = [min(he.min(), xavier.min()), max(he.max(), xavier.max())]
panel.plot(ends, ends, color="0.6", linewidth=1)
panel.set(xlabel="cost from Xavier", ylabel="cost from He, same seed")
plt.show()
