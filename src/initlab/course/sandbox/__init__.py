"""Sandboxes for submissions: bubblewrap, else Landlock, both with a filter of system calls."""

from __future__ import annotations

from initlab.course.sandbox.choice import LAYERS, Layer, NoSandbox, choose, trouble

__all__ = ["LAYERS", "Layer", "NoSandbox", "choose", "trouble"]
