"""Starts measured on a model: from a batch of data, or worked out through its layers."""

from initlab.torch.measured.analytic import analytic
from initlab.torch.measured.kraehenbuehl import kraehenbuehl
from initlab.torch.measured.lsuv import lsuv
from initlab.torch.measured.report import MeasuredLayer, Measurement

__all__ = ["MeasuredLayer", "Measurement", "analytic", "kraehenbuehl", "lsuv"]
