"""A situation taken to Python has the page's costs, bit for bit."""

from __future__ import annotations

import contextlib
import io

import pytest

SITUATIONS = [
    "v=1&at=500",
    "v=1&data=moons&noise=0.23&hidden=6,6,6&activation=tanh&init=he:scale=0.7;glorot_uniform&at=801",
    "v=1&data=spirals&hidden=12&activation=gelu&init=xavier;keras_truncated&rate=0.3&seeds=3&at=400",
    "v=1&data=blobs&hidden=none&init=zeros;normal&rate=1&axis=linear&at=100",
    "v=1&init=he;unit_uniform&optimizer=adam&batch=30&rate=0.01&seed=17&seeds=2&at=333",
    "v=1&data=moons&init=random:scale=0.3;torch_default&optimizer=nesterov&rate=0.03&at=250",
]


def costs_in_python(script):
    """What the script's runs cost at the end."""
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(script, names)
    if "outcomes" in names:
        return [outcome.final_cost for outcome in names["outcomes"]]
    return [result.outcome.final_cost for result in names["result"].results]


@pytest.mark.parametrize("hash", SITUATIONS)
def test_the_script_has_the_costs_of_the_page(visit, seen, hash):
    tab = visit(hash)
    shown = seen(tab)["costs"]
    tab.click("#copy-python")
    costs = costs_in_python(tab.input_value("#share-text"))
    seeds = len(costs) // len(shown)
    assert [float(cost) for cost in shown] == costs[::seeds]
