"""Statistics of runs in which infinity is a value: a run that diverged ranks last.

SciPy does them; it is loaded when one is asked for.
"""

from initlab.statistics.intervals import Interval, median_interval, share_interval
from initlab.statistics.paired import Paired, false_discovery, paired
from initlab.statistics.quantiles import Array, quantile, quartiles
from initlab.statistics.seeds import more_seeds
from initlab.statistics.targets import reached

__all__ = [
    "Array",
    "Interval",
    "Paired",
    "false_discovery",
    "median_interval",
    "more_seeds",
    "paired",
    "quantile",
    "quartiles",
    "reached",
    "share_interval",
]
