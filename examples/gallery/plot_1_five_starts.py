"""
Five starts of one network
==========================

The course's experiment: the same network, 2 – 10 – 5 – 1, from zeros, large random numbers, He,
Xavier and Glorot.
"""

import matplotlib.pyplot as plt

import initlab

race = initlab.compare("circles")
print(race)

# %%
# Costs on one axis. Zeros stay where guessing is; the large start begins far above the picture.

race.plot(plt.subplots(figsize=(7, 4))[1])
plt.show()

# %%
# What each network has learnt to decide.

figure, panels = plt.subplots(1, 3, figsize=(9, 3.2), layout="constrained")
for panel, name in zip(panels, ["zeros", "random", "he"], strict=True):
    race.plot_boundary(name, panel)
plt.show()
