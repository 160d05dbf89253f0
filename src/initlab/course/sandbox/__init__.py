"""Where submissions run: a child process that knows no answers, in the best sandbox there is here.

`choose` finds a layer, `ChildSession` runs a submission in it, `start.py` and `child.py` are the
programs of the child.
"""

from __future__ import annotations

from initlab.course.sandbox.choice import NoSandbox, choose, trouble
from initlab.course.sandbox.layers import LAYERS, UNPROTECTED, Layer
from initlab.course.sandbox.session import Answer, ChildSession, Refusal

__all__ = [
    "LAYERS",
    "UNPROTECTED",
    "Answer",
    "ChildSession",
    "Layer",
    "NoSandbox",
    "Refusal",
    "choose",
    "trouble",
]
