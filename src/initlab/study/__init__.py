"""From a plan to runs to their outcomes; a comparison is a plan with one cell."""

from initlab.study.plan import Plan
from initlab.study.runner import Result, run_plan

__all__ = ["Plan", "Result", "run_plan"]
