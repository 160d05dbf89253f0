"""Names for lines: beside their right ends where they fit, else in a list below the axes.

Both places lie outside the axes, so no name ever covers data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from initlab.report.numerals import one_line
from initlab.report.style import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

__all__ = ["Key", "axes_size_pt", "name_lines", "shifted", "spread"]

FONT_PT = 9.0
LINE_PT = 13.0  # from one name's middle to the next one's
GLYPH_PT = 0.57 * FONT_PT  # width of a letter, on the generous side
BESIDE_SHARE = 0.5  # names that take no more of the width stay beside their lines


@dataclass(frozen=True)
class Key:
    """A name, how its line looks, and where the line ends.

    `height`: 0 at the bottom of the axes to 1 at the top, None if there is no line to see.
    `at_edge`: the line reaches the right end, so that a name there can be joined to it.
    """

    label: str
    look: Look
    height: float | None
    at_edge: bool


def spread(targets: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least `gap` apart, in ascending order, as close to ascending `targets` as can be.

    Args:
        targets: wanted places, ascending.
        gap: smallest distance, in the same units, at least 0.
        low, high: the range to stay in; it has room for all, or the last ones exceed `high`.
    Returns: one place per target: the least sum of squared moves.

    >>> spread([0.5, 0.5, 0.9], gap=0.25, low=0, high=1)
    [0.375, 0.625, 0.9]
    """
    # With u_i = place_i - i * gap the condition reads u_1 <= u_2 <= ...: isotonic regression,
    # solved by pooling neighbours that are out of order into their mean.
    pools: list[tuple[float, int]] = []
    for i, target in enumerate(targets):
        mean, size = target - i * gap, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean = (mean * size + other * others) / (size + others)
            size += others
        pools.append((mean, size))
    means = np.repeat([mean for mean, _ in pools], [size for _, size in pools])
    room = max(low, high - (len(targets) - 1) * gap)
    return [float(u) + i * gap for i, u in enumerate(np.clip(means, low, room))]


def name_lines(ax: Axes, keys: Sequence[Key]) -> None:
    """Write the name of every line that has one."""
    named = [key for key in keys if key.label.strip()]
    if not named:
        return
    width_pt, height_pt = axes_size_pt(ax)
    widest_pt = GLYPH_PT * max(len(one_line(key.label)) for key in named)
    if widest_pt + 22 <= BESIDE_SHARE * width_pt and LINE_PT * len(named) <= height_pt:
        _beside(ax, named, LINE_PT / height_pt)
    else:
        _below(ax, named, columns=max(1, int(width_pt // (widest_pt + 40))))


def axes_size_pt(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes in points, before the layout trims them for labels."""
    return 72 * ax.bbox.width / ax.figure.dpi, 72 * ax.bbox.height / ax.figure.dpi


def shifted(ax: Axes, right_pt: float, up_pt: float) -> Transform:
    """From shares of the axes to the screen, so many points further."""
    from matplotlib.transforms import ScaledTranslation

    shift = ScaledTranslation(right_pt / 72, up_pt / 72, ax.figure.dpi_scale_trans)
    return ax.transAxes + shift


def _beside(ax: Axes, keys: Sequence[Key], gap: float) -> None:
    """Names in the order of the lines' right ends, each joined to its line."""
    from matplotlib.lines import Line2D

    ordered = sorted(keys, key=lambda key: -1.0 if key.height is None else key.height)
    targets = [0.0 if key.height is None else key.height for key in ordered]

    def right_of_axes(points: float) -> Transform:
        return shifted(ax, points, 0)

    for key, place in zip(ordered, spread(targets, gap, 0.0, 1.0), strict=True):
        start = key.height if key.at_edge and key.height is not None else place
        ax.annotate(
            "",
            (1, start),
            (1, place),
            xycoords=right_of_axes(3),
            textcoords=right_of_axes(14),
            arrowprops={
                "arrowstyle": "-",
                "color": key.look.colour,
                "linewidth": 0.9,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        swatch = Line2D([1], [place], color=key.look.colour, marker=key.look.marker, ls="none")
        swatch.set_transform(right_of_axes(16))
        swatch.set_clip_on(False)
        ax.add_artist(swatch)
        ax.annotate(
            one_line(key.label),
            (1, place),
            (1, place),
            xycoords=ax.transAxes,
            textcoords=right_of_axes(22),
            va="center_baseline",
            fontsize=FONT_PT,
        )


def _below(ax: Axes, keys: Sequence[Key], columns: int) -> None:
    """Names in a list under the axis label; a figure of one axes grows to hold them."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    longest = int((axes_size_pt(ax)[0] - 20) / GLYPH_PT)
    if isinstance(ax.figure, Figure) and len(ax.figure.axes) == 1:
        width_in, height_in = ax.figure.get_size_inches()
        rows = -(-len(keys) // columns)
        ax.figure.set_size_inches(width_in, height_in + LINE_PT * rows / 72)
    handles = [
        Line2D([], [], color=k.look.colour, marker=k.look.marker, linestyle=k.look.dash)
        for k in keys
    ]
    legend = ax.legend(
        handles,
        ["name"] * len(keys),  # set below: as labels, names that begin with "_" are dropped
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=shifted(ax, 0, -38),
        borderaxespad=0,  # the offset clears the tick labels and the axis label
        ncols=min(columns, len(keys)),
        frameon=False,
        fontsize=FONT_PT,
        labelspacing=0.3,
        handlelength=2.6,
        borderpad=0,
    )
    for text, key in zip(legend.get_texts(), keys, strict=True):
        text.set_text(one_line(key.label, longest))
