"""One pass of a PyTorch model, measured: what is watched, and what numbers are taken of it."""

from initlab.checks.probe_torch.one_pass import Batch, probe

__all__ = ["Batch", "probe"]
