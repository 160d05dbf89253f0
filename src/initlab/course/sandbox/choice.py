"""Which sandbox this machine has: each is tried, none is believed."""

from __future__ import annotations

import platform
import sys
from dataclasses import replace

from initlab.course.sandbox.layers import LAYERS, Layer
from initlab.course.sandbox.session import ChildSession, Refusal
from initlab.errors import InitlabError


class NoSandbox(InitlabError):
    """Submissions would run unprotected, and nobody has asked for that."""


def trouble(layer: Layer) -> str:
    """Why a layer cannot be used here; empty if a program has just run in it."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "it is for Linux on x86-64"
    with ChildSession("def f(): return 1", layer) as session:
        answer = session.call("f")
    return answer.text if isinstance(answer, Refusal) else ""


def choose() -> Layer:
    """The best sandbox that works here; its description says why it is not a better one.

    Raises: NoSandbox: none does; the message says why of each.
    """
    troubles: list[str] = []
    for layer in LAYERS.values():
        why = trouble(layer)
        if not why:
            instead = f" ({'; '.join(troubles)})" if troubles else ""
            return replace(layer, description=layer.description + instead)
        troubles.append(f"no {layer.description}: {why}")
    raise NoSandbox(
        f"Submissions are run in a sandbox only, and none works here ({'; '.join(troubles)}). "
        "Install bubblewrap; for code that you trust, --unsafe-no-sandbox runs it with your rights."
    )
