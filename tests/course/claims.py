"""What each lesson's text says, as assertions about the names that its code leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from math import log, sqrt
from typing import Any

import numpy as np
import pytest

Names = dict[str, Any]
LN_2 = pytest.approx(log(2), rel=1e-12)  # the cost of an undecided output


def final_costs(race: Any) -> list[float]:
    return [row.cost_at_end for row in race.rows]


def medians(race: Any) -> list[float]:
    return [row.over_seeds.cost[1] for row in race.rows]


def breaking_symmetry(names: Names) -> None:
    zeros, constant, he = final_costs(names["race"])
    assert zeros == LN_2
    assert he < 0.1 * constant < 0.1 * zeros
    costs = [o.cost for o in names["race"].of("constant:value=0.5")[0].outcome.history]
    assert costs[0] > 3 * costs[-1]  # better for a while …
    assert costs[-4] == pytest.approx(costs[-1], rel=0.05)  # … then it stops
    apart = names["apart"]
    assert apart["constant:value=0.5"].max() == 0
    assert apart["he"].max() > 1
    assert names["first"].gradient_norm == (0, 0, 0)
    assert names["first"].mean_square == (0, 0, 0.25)
    ahead = [row.over_seeds.lowest_in for row in names["biases"].rows]
    # Of twenty fair coins, fewer than 6 of one side have a chance of 4 %.
    assert min(ahead) >= 6


def how_small_is_right(names: Names) -> None:
    zeros, large, he = final_costs(names["race"])
    assert zeros == LN_2
    assert he < large < zeros
    assert names["start"].cost > 1000
    scan = dict(zip(names["scales"], names["median"], strict=True))
    assert min(scan, key=scan.__getitem__) == 1
    assert max(scan[0.3], scan[1], scan[3]) < 0.3
    assert min(scan[0.001], scan[0.01], scan[0.03], scan[0.1], scan[10], scan[30]) > 0.5
    below, kept, above = (line.y[-1] / line.y[0] for line in names["lines"])
    assert below < 2.0**-28
    assert 0.05 < kept < 5
    assert above > 2.0**26


def uniform_or_normal(names: Names) -> None:
    assert 100 * names["bell"].var() == pytest.approx(1, rel=0.05)
    assert 100 * names["box"].var() == pytest.approx(1, rel=0.05)
    assert names["chance"] > 0.05
    he, box, narrow, positive = medians(names["slips"])
    assert narrow > 3 * max(he, box)
    assert positive == pytest.approx(log(2), abs=1e-6)


def he(names: Names) -> None:
    assert np.mean(names["a"] ** 2) == pytest.approx(0.5, abs=0.01)
    assert names["a"].var() == pytest.approx(0.5 - 1 / (2 * np.pi), abs=0.01)
    assert names["spread"] == pytest.approx(names["expected"].variance_log_std[-1], rel=0.3)
    assert [row.over_seeds.lowest_in for row in names["race"].rows] == [8, 0, 0]
    assert medians(names["race"])[2] == pytest.approx(log(2), abs=0.01)
    he, xavier, tenth = (line.y[0] for line in names["lines"])
    assert he > 10 * xavier > 1000 * tenth


def xavier_and_glorot(names: Names) -> None:
    ways = {name: (signal[-1], gradient[0]) for name, (signal, gradient) in names["ways"].items()}
    # Medians of five layers' products: within a factor of 2 of what variances give.
    for name, forward, backward in (
        ("1 / inputs", 1, 2**-5),
        ("1 / outputs", 2**5, 1),
        ("2 / (inputs + outputs)", (4 / 3) ** 5, (2 / 3) ** 5),
    ):
        assert ways[name][0] / forward == pytest.approx(1, abs=0.5), name
        assert ways[name][1] / backward == pytest.approx(1, abs=0.5), name
    narrowing, widening = names["medians"][40, 4], names["medians"][4, 40]
    assert narrowing[1] < narrowing[0]
    assert widening[0] < widening[1]
    assert min(narrowing) == narrowing[2]
    assert min(widening) == widening[2]


def tanh_on_wide_pictures(names: Names) -> None:
    zeros, large, he, xavier = final_costs(names["race"])
    assert zeros == LN_2
    assert he < xavier < zeros < large
    assert min(final_costs(names["raw"])) > 0.98 * log(2)
    share, starts, pictures = names["share"], names["starts"], names["train_x"]
    assert share(starts["He"], pictures) < 0.05
    assert share(starts["He"], 255 * pictures) > 0.95
    assert share(starts["standard deviation 10"], pictures) > 0.95
    undecided = names["undecided"]
    assert undecided[0.01, "he"] == undecided[0.01, "xavier"] == 0
    assert undecided[0.1, "he"] + undecided[0.1, "xavier"] >= 6


def where_the_start_does_not_matter(names: Names) -> None:
    ends = [result.outcome.parameters[0] for result in names["race"].results]
    for layer in ends[1:]:
        assert layer.weights == pytest.approx(ends[0].weights, abs=1e-6)
        assert layer.biases == pytest.approx(ends[0].biases, abs=1e-6)
    assert np.ptp(names["ends"], axis=0).max() < 0.001
    assert names["slope"] is names["gradients"]
    *near, far = names["steps"].values()
    assert far > 3 * max(near)
    assert names["costs"][-1] > 100 * names["costs"][0]


def depth_and_the_edge_of_chaos(names: Names) -> None:
    assert names["edge"] == pytest.approx(1.76, abs=0.005)
    for weight_var in (1.0, 4.0):
        measured, limit = names["limits"][weight_var]
        assert measured == pytest.approx(limit, abs=0.15)
    assert 0.7 < names["limits"][names["edge"]][0] < 0.95
    shallow, _, deep = names["accuracy"]
    assert shallow.min() > 0.9
    assert deep[[1, 2]].min() > 0.9
    assert deep[[0, 3, 4]].max() < 0.6
    assert names["lines"][-1].y == pytest.approx(np.ones(17))
    he, measured = medians(names["race"])
    assert measured < he


def where_documents_mislead(names: Names) -> None:
    assert final_costs(names["network"])[0] == LN_2
    assert final_costs(names["regression"])[0] < 0.3
    assert names["last_bias_gradient"](names["circles"].train_y) == 0
    assert names["output"] == pytest.approx(names["uneven"].train_y.mean(), abs=0.001)
    assert names["outcome"].final_cost < 0.56
    assert all((layer.weights == 0).all() for layer in names["outcome"].parameters)
    zeros, constant = names["alike"].rows
    assert zeros.train_accuracy == 0.5
    assert constant.train_accuracy > 0.99
    large, he = final_costs(names["longer"])
    assert large > 0.3
    assert he < 0.02
    assert names["longer"].rows[0].cost_at_start == pytest.approx(1774, abs=1)
    assert names["ends"][-1] > 5 * names["ends"][2]
    # Most of the 15,000 steps; a tenth of them at ten times the rate.
    assert names["needed"] == {0.01: 7000, 0.1: 700}
    variances = [values.var() for values in names["draws"].values()]
    assert variances == pytest.approx([1, 1 / 3, 1 / 12], rel=0.02)
    assert 0 < names["ahead"] < 20


def checking_a_torch_model(names: Names) -> None:
    assert [finding.code for finding in names["report"].findings] == ["TRP001"]
    assert "√5" in names["report"].verdict
    assert names["fixed"].report.clean
    assert {edit.entry for edit in names["fixed"].plan} == {"he"}
    weights = names["model"][2].weight.detach().numpy()
    assert 32 * weights.var() == pytest.approx(1 / 3, rel=5 * sqrt(0.8 / weights.size))
    assert names["after"][0] > 1e5 * names["before"][0]
    assert names["costs"]["defaults"][-1] == pytest.approx(log(10), abs=0.02)
    assert names["costs"]["fixed"][-1] < 1.7
    assert names["complete"](names["he_everywhere"], names["network"]())


CLAIMS: tuple[Callable[[Names], None], ...] = (
    breaking_symmetry,
    how_small_is_right,
    uniform_or_normal,
    he,
    xavier_and_glorot,
    tanh_on_wide_pictures,
    where_the_start_does_not_matter,
    depth_and_the_edge_of_chaos,
    where_documents_mislead,
    checking_a_torch_model,
)
