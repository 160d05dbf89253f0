"""What every course test needs of Matplotlib: no window, no figure left over, a record of shows."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Axes]]:
    """The axes that were current at each `plt.show()`; every figure is closed afterwards."""
    seen: list[Axes] = []
    monkeypatch.setattr(plt, "show", lambda: seen.append(plt.gca()))
    yield seen
    plt.close("all")
