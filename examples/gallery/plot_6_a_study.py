"""
Width, rate and start in one map
================================

A study trains every combination of its axes, over many seeds, and keeps the results in one file.
This one is small enough to run while you read.
"""

from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np

import initlab

rates, widths, starts = [0.03, 0.1, 0.3, 1.0], [4, 8, 16, 32], ["he", "random:scale=1", "xavier"]
plan = initlab.plan(
    data="moons",
    initializer=starts,
    learning_rate=rates,
    depth=[2],
    width=widths,
    iterations=500,
    seeds=10,
)
with TemporaryDirectory() as folder:
    print(initlab.run_study(plan, f"{folder}/map.study"))
    with initlab.read_store(f"{folder}/map.study") as store:
        medians = {
            (c.values["initializer"], c.values["width"], c.values["learning_rate"]): np.median(
                [row.cost for row in store.rows(plan.ids(c))]
            )
            for c in plan.cells
        }

# %%
figure, panels = plt.subplots(1, 3, figsize=(9.5, 3), layout="constrained", sharey=True)
for panel, start in zip(panels, starts, strict=True):
    cost = np.log10([[medians[start, width, rate] for rate in rates] for width in widths])
    image = panel.imshow(cost, cmap="Blues", vmin=-3, vmax=0, origin="lower", aspect="auto")
    panel.set_xticks(range(len(rates)), rates)
    panel.set_yticks(range(len(widths)), widths)
    panel.set(title=start, xlabel="learning rate")
panels[0].set_ylabel("width")
figure.colorbar(image, label="log₁₀ of the median cost")
plt.show()

# %%
# The larger the start, the smaller the largest rate that it bears, and the more so the wider the
# network. ``initlab study plan.toml --report`` writes such maps with intervals and tests.
