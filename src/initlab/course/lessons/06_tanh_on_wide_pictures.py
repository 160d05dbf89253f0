# %% [markdown]
# # 6. tanh on wide pictures
#
# A picture of 48 by 48 pixels in three colours is a column of 6,912 numbers. That is a lot of
# inputs for a unit, and a network with so many inputs is easily fooled by the size of its
# numbers. The network here has two hidden layers of five tanh units; the pictures are made on the
# spot, so that nothing has to be downloaded: stripes that run across or upright, in random
# colours, with noise.

# %%
import numpy as np

import initlab
from initlab.course.lesson import complete, show
from initlab.datasets import Dataset
from initlab.report import image_row, new_figure, styled

SIDE = 48


def pictures(count, rng):
    """Stripes as columns of numbers from 0 to 1, and their classes: 0 across, 1 upright."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    columns, labels = [], []
    for number in range(count):
        upright = number % 2
        wave = 0.5 + 0.35 * np.sin(2 * np.pi * (4 * (x if upright else y) + rng.uniform()))
        colour = rng.uniform(0.5, 1, 3)
        noise = rng.normal(0, 0.15, (SIDE, SIDE, 3))
        columns.append(np.clip(wave[..., None] * colour + noise, 0, 1).ravel())
        labels.append(upright)
    return np.transpose(columns), np.array(labels)


train_x, train_y = pictures(100, np.random.default_rng(1))
test_x, test_y = pictures(100, np.random.default_rng(2))
figure = new_figure(6, 1.8)
shown = [train_x[:, number].reshape(SIDE, SIDE, 3) for number in range(4)]
image_row(figure, shown, ["across", "upright", "across", "upright"])
show(figure, "06_pictures")


# %%
def dataset(name, scale):
    return Dataset(
        name,
        scale * train_x,
        train_y,
        scale * test_x,
        test_y,
        ("across", "upright"),
        (SIDE, SIDE, 3),
        "Stripes, made in this lesson.",
    )


race = initlab.compare(
    dataset("stripes", 1),
    ["zeros", "random", "he", "xavier"],
    layers=[5, 5],
    activation="tanh",
)
print(race)
show(race.plot(), "06_costs")

# %% [markdown]
# ## Write it: who is saturated?
#
# tanh is flat beyond 2 or so: its slope 1 − tanh² is then below a tenth, and a gradient that passes
# through it is nearly lost. Write `saturated_share(weights, x)`: the share of the numbers in
# `weights @ x` whose absolute value is above 2.


# %% tags=["starter"]
def saturated_share(weights, x):
    raise NotImplementedError


# %% tags=["solution"]
def saturated_share(weights, x):
    return np.mean(np.abs(weights @ x) > 2)


# %%
def share(weights, x):
    """Yours, or the same until it is written."""
    return np.mean(np.abs(np.tanh(weights @ x)) > np.tanh(2))


if complete(saturated_share, np.ones((2, 3)), np.ones((3, 4))):
    share = saturated_share

shape = (200, len(train_x))
starts = {
    "standard deviation 10": initlab.random(shape, rng=0),
    "He": initlab.he(shape, rng=0),
    "Xavier": initlab.xavier(shape, rng=0),
}
for name, weights in starts.items():
    print(
        f"{name:22} pixels 0 to 1: {share(weights, train_x):6.1%} saturated,"
        f" pixels 0 to 255: {share(weights, 255 * train_x):6.1%}"
    )

# %% [markdown]
# A unit's sum has the variance inputs · Var[w] · mean(x²). He and Xavier take care of the first
# two factors. The third is yours: a rule for weights assumes inputs of mean square about 1.
# Pixels from 0 to 255 break the assumption, and the best rule is saturated from the first step:


# %%
def draw_sums():
    with styled():
        figure = new_figure(7.5, 2.5)
        for ax, scale, title in zip(
            figure.subplots(1, 2), (1, 255), ("pixels 0 to 1", "pixels 0 to 255"), strict=True
        ):
            for name in ("He", "Xavier"):
                outputs = np.tanh(starts[name] @ (scale * train_x)).ravel()
                ax.hist(outputs, bins=50, density=True, histtype="step", linewidth=1.6, label=name)
            ax.set_title(f"tanh of the first sums, {title}", loc="left")
            ax.set_yticks([])
        ax.legend(frameon=False, loc="upper center")
    return figure


show(draw_sums(), "06_sums")
raw = initlab.compare(
    dataset("raw stripes", 255), ["he", "xavier"], layers=[5, 5], activation="tanh"
)
print(raw.verdict)

# %% [markdown]
# ## He or Xavier? One seed cannot tell
#
# The usual advice for tanh is Xavier. In the race above He was ahead. Six seeds, and three rates:

# %%
undecided = {}
for rate in (0.01, 0.03, 0.1):
    several = initlab.compare(
        dataset("stripes", 1),
        ["he", "xavier"],
        layers=[5, 5],
        activation="tanh",
        learning_rate=rate,
        seeds=6,
        horizon=True,
    )
    print(f"rate {rate}")
    for row in several.rows:
        results = several.of(row.name)
        costs = " ".join(f"{result.outcome.final_cost:.3f}" for result in results)
        lost = sum(result.undetermined_from is not None for result in results)
        undecided[rate, row.name] = lost
        print(
            f"    {row.title:16} costs {costs}; rounding decides in {lost} of {len(results)} runs"
        )
show(several.plot(), "06_rate")

# %% [markdown]
# "Rounding decides" is measured: beside each run a twin is trained that starts one unit in the
# last place away. Where the two part company, the printed digits are an accident, and another
# computer, or another order of the columns, prints others. With thousands of inputs one step
# changes a sum by thousands of small changes at once, so a rate that is harmless for two inputs
# is too large here. In such a race the ranking of two sensible starts is a lottery; a lower rate,
# not another start, is the repair.
#
# ## Questions
#
# 1. Somebody forgets to divide pixels by 255 and uses He. By which factor are the first sums too
#    large?
# 2. Would it help to divide the weights by 255 instead?
# 3. Is a test accuracy above one half a sign that the network learnt what stripes are?
#
# <details><summary>Answers</summary>
#
# 1. 255: sums are linear in the inputs. In units of variance, 65,025.
# 2. For the first sums, yes: they are the same. The gradient of the weights still carries the
#    factor 255, so the rate would have to be lowered by 255². Scaling the data is simpler.
# 3. Compare with chance: half of 100 pictures have a standard deviation of 5. And with more
#    pictures than 100 to train on it would know more: there are 6,912 weights in each unit to fit
#    them with.
#
# </details>
