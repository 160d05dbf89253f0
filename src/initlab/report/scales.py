"""The numbers along a logarithmic axis."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from initlab.report.numerals import axis_number

if TYPE_CHECKING:
    from matplotlib.axis import Axis


def log_ticks(axis: Axis, low: float, high: float) -> None:
    """Few round numbers from `low` to `high`, in one form; also where there is no power of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    decades = log10(high) - log10(low)
    few = (1.0, 2.0, 5.0) if decades < 2.5 else (1.0,)
    axis.set_major_locator(
        MaxNLocator(5, steps=[1, 2, 5, 10]) if decades < 1 else LogLocator(subs=few, numticks=7)
    )
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: axis_number(value, low, high)))
