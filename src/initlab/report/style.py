"""How every picture looks: colours, markers, and Matplotlib settings that leave no trace.

A picture names its colours by the light theme's codes. `svg.to_svg` turns each of these codes into
a CSS variable with the code as fallback, so that a page can give the same picture its dark colours.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "FIXED",
    "SERIES_LOOKS",
    "THEME",
    "Look",
    "dress",
    "look",
    "new_axes",
    "new_figure",
    "styled",
]


Dash = Literal["solid"] | tuple[int, tuple[float, ...]]


@dataclass(frozen=True)
class Shade:
    """A colour of the theme: its CSS variable, its code on white, its code on a dark page."""

    variable: str
    light: str
    dark: str


@dataclass(frozen=True)
class Look:
    """What sets one series apart: colour, and marker and dash for those who see no colour."""

    colour: str
    marker: str
    dash: Dash


INK = Shade("--plot-ink", "#1f2933", "#eceff2")
MUTED = Shade("--plot-muted", "#5b6773", "#a3adb8")
GRID = Shade("--plot-grid", "#e3e7eb", "#343b43")
PAPER = Shade("--plot-paper", "#ffffff", "#1b1f24")

# Okabe and Ito 2008, "Color Universal Design", in an order whose neighbours differ most. Their
# orange, sky blue, purple and yellow are darkened until they reach 3:1 against white (WCAG 1.4.11).
SERIES_SHADES = (
    Shade("--plot-1", "#0072b2", "#4aa3e0"),  # blue
    Shade("--plot-2", "#d55e00", "#f2743a"),  # vermilion
    Shade("--plot-3", "#009e73", "#2fc498"),  # green
    Shade("--plot-4", "#c4669a", "#e09ac4"),  # purple
    Shade("--plot-5", "#bf8400", "#f0b83c"),  # orange
    Shade("--plot-6", "#2f97d6", "#9ad6f7"),  # sky blue
    Shade("--plot-7", "#333333", "#f1f1f1"),  # black
    Shade("--plot-8", "#928a00", "#d9cf4a"),  # yellow
)
THEME = (INK, MUTED, GRID, PAPER, *SERIES_SHADES)

MARKERS = ("o", "s", "^", "D", "v", "P", "*", "<")
SOLID: Dash = "solid"
LONG_DASHES: Dash = (0, (7.0, 1.8))
DOTS: Dash = (0, (1.0, 1.8))  # kept for what is undetermined; no look uses it

SERIES_LOOKS = tuple(
    Look(shade.light, marker, SOLID if i < 4 else LONG_DASHES)
    for i, (shade, marker) in enumerate(zip(SERIES_SHADES, MARKERS, strict=True))
)

# An artist with this gid keeps its colours on a dark page: what lies on a pale map or in a cell.
FIXED = "fixed"

SETTINGS = {
    "font.family": ["DejaVu Sans"],  # ships with Matplotlib: the same layout on every machine
    "font.size": 9.5,
    "text.color": INK.light,
    "text.parse_math": False,  # a "$" in a user's name is a dollar sign
    "axes.unicode_minus": True,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.edgecolor": MUTED.light,
    "axes.labelcolor": INK.light,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlesize": 10.0,
    "axes.titlepad": 5.0,
    "axes.formatter.limits": (-4, 5),
    "axes.formatter.useoffset": False,
    "grid.color": GRID.light,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED.light,
    "ytick.color": MUTED.light,
    "xtick.labelsize": 9.0,
    "ytick.labelsize": 9.0,
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "ytick.minor.size": 0.0,
    "lines.linewidth": 1.6,
    "lines.markersize": 4.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "initlab",
}


@contextmanager
def styled() -> Iterator[None]:
    """Matplotlib's defaults plus our settings, whatever the user's are; theirs come back after.

    Usable as a decorator. Whoever draws with Matplotlib's own functions does it inside.

    >>> import matplotlib
    >>> before = matplotlib.rcParams["font.size"]
    >>> with styled():
    ...     print(matplotlib.rcParams["font.size"])
    9.5
    >>> matplotlib.rcParams["font.size"] == before
    True
    """
    import matplotlib.style

    with matplotlib.style.context(["default", SETTINGS]), warnings.catch_warnings():
        # Text is set by the browser, which has more glyphs than the font it is measured with.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


@styled()
def new_figure(width_in: float = 4.6, height_in: float = 3.0) -> Figure:
    """An empty figure that belongs to no window and to no list of open figures.

    Args:
        width_in, height_in: size in inches of 96 CSS pixels, above 0; on a page the picture
            shrinks to fit its box and grows up to 1.35 times.
    Returns: the figure; texts keep out of one another's way (Matplotlib's constrained layout).

    >>> new_figure(4, 3).get_size_inches().tolist()
    [4.0, 3.0]
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width_in, height_in), layout="constrained")


@styled()
def new_axes(width_in: float = 4.6, height_in: float = 3.0) -> Axes:
    """The only axes of a `new_figure`; `axes.figure` is what `to_svg` takes.

    >>> len(new_axes().figure.axes)
    1
    """
    return new_figure(width_in, height_in).subplots()


def dress(ax: Axes) -> None:
    """Give axes that were made outside `styled` our spines, ticks and letters."""
    ax.set_facecolor("none")
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[:].set(edgecolor=MUTED.light, linewidth=0.8)
    font, size_pt = SETTINGS["font.family"], SETTINGS["font.size"]
    ax.tick_params("both", color=MUTED.light, labelcolor=MUTED.light, labelfontfamily=font)
    ax.tick_params("both", labelsize=SETTINGS["xtick.labelsize"], grid_color=GRID.light)
    ax.tick_params("x", length=SETTINGS["xtick.major.size"])
    ax.tick_params("y", length=SETTINGS["ytick.major.size"])
    for text in (ax.xaxis.label, ax.yaxis.label, ax.title):
        text.set(color=INK.light, fontfamily=font, fontsize=size_pt, parse_math=False)


def look(index: int) -> Look:
    """How series number `index` (from 0) looks; from the ninth on, colours meet other markers.

    >>> look(0).colour, look(8).colour
    ('#0072b2', '#0072b2')
    >>> look(0).marker, look(8).marker
    ('o', 's')
    """
    turn, place = divmod(index, len(SERIES_LOOKS))
    base = SERIES_LOOKS[place]
    return Look(base.colour, MARKERS[(place + turn) % len(MARKERS)], base.dash)
