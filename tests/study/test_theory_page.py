"""The page of the theory: every kind of start has one."""

from __future__ import annotations

import numpy as np
import pytest

from initlab.report import render
from initlab.study import theory_page
from initlab.study.theory_pictures import chi_at
from initlab.study.theory_summary import summarize
from initlab.theory import Block, settle


@pytest.mark.parametrize(
    ("name", "options", "measured"),
    [
        ("tanh", {"weight_var": 2.0, "bias_var": 0.05}, True),
        ("relu", {}, True),
        ("tanh", {"weight_var": 0.0}, False),
        ("relu", {"weight_var": 100.0, "depth": 400}, True),  # as far as float64 goes
        ("tanh", {"depth": 50}, False),  # deeper than is measured
        ("relu", {"depth": 1}, False),
    ],
)
def test_every_start_has_a_page(name, options, measured, monkeypatch):
    monkeypatch.setattr(theory_page, "MEASURED_WIDTH", 16)
    summary = summarize(name, **{"depth": 5, **options})
    page = theory_page.theory_page(summary)
    html = render(page)
    assert [section.heading for section in page.sections][1] == "Phase diagram"
    assert ("random networks" in html) == measured
    assert summary.verdict in html


@pytest.mark.parametrize("name", ["tanh", "gelu", "softplus"])
def test_the_diagram_has_the_chi_of_the_fixed_points(name):
    weight_vars, bias_vars = np.array([0.5, 1.5, 2.5]), np.array([0.02, 0.3])
    shown = chi_at(name, weight_vars, bias_vars)
    for (row, column), chi in np.ndenumerate(shown):
        point = settle(Block(name, weight_vars[column], bias_vars[row]))
        if point is None:
            assert np.isnan(chi)
        else:  # linear between points 12 % apart: an error of an eighth of 0.12² times a curvature
            assert chi == pytest.approx(point.chi, rel=3e-3)
