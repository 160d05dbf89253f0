"""From a plan to runs to their outcomes; a comparison is one batch of runs, in memory."""

from initlab.study.batch import Batch
from initlab.study.training import Result, run_batch

__all__ = ["Batch", "Result", "run_batch"]
