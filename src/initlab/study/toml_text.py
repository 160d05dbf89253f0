"""Plans as TOML text: one to begin with, and any plan written back."""

from __future__ import annotations

import json
import math

from initlab.study.axes import Axis, Bounds, Exclusion
from initlab.study.plan import POINTS, Plan
from initlab.study.settings import ALL, Setting, Value

_SHOWN = ("data", "iterations")  # by the starter in [study] without a comment sign
_VARIED = {
    "initializer": '["he", "xavier", { name = "random", scale = [0.1, 1, 10] }]',
    "activation": '["relu", "tanh"]',
    "layers": "[[10, 5], [10, 10, 10, 10]]",
    "learning_rate": "[0.01, 0.1]",
}


def starter_text() -> str:
    """A plan to begin with: small, every setting in it, most of them as comments."""
    fixed = [s for s in ALL if s.name not in _VARIED]
    settings = "\n".join(_setting(setting) for setting in fixed)
    varied = "\n".join(f"{name} = {values}  # {_what(name)}" for name, values in _VARIED.items())
    return f"""# A study: every combination of the values below, each trained once for every seed.
# A seed changes the weights and the order of mini-batches, never the data.

[study]
seeds = 20  # for each combination: seeds 0 to 19; or {{ first = 100, count = 20 }}
target_cost = 0.3  # the report tells when each start reaches it; optional
{settings}

# Several values: [list, of, them]. Any setting of [study] can stand here instead.
[axes]
{varied}

# Combinations to leave out: those that meet all conditions of one entry.
# [[exclude]]
# activation = "tanh"
# learning_rate = {{ min = 0.05 }}

[record]
points = {POINTS}  # measurements along each run
layers = false  # also keep what each layer's signal and gradient do
"""


def _what(name: str) -> str:
    return next(setting.what for setting in ALL if setting.name == name)


def _setting(setting: Setting) -> str:
    sign = "" if setting.name in _SHOWN else "# "
    value = _default(setting)
    return f"{sign}{setting.name} = {value}  # {setting.what}"


def _default(setting: Setting) -> str:
    # What has no default gets an example.
    examples = {"depth": "3", "width": "10", "loss": '"binary"', "batch_size": '"all"'}
    return examples.get(setting.name) or _value(setting.default)


def plan_toml(plan: Plan) -> str:
    """The plan as TOML; reading it gives the same runs.

    Data that were given from Python have no file; a comment says so.
    """
    fixed, varied = list[str](), list[str]()
    for axis in plan.axes:
        values = [value for value in axis.values if value is not None]
        if len(axis.values) == 1:
            fixed += [f"{axis.name} = {_value(value)}" for value in values]
        else:
            varied.append(f"{axis.name} = [{', '.join(_listed(axis))}]")
    if plan.target_cost is not None:
        fixed.append(f"target_cost = {_value(plan.target_cost)}")
    seeds = f"{{ first = {plan.seeds.start}, count = {len(plan.seeds)} }}"
    lines = ["[study]", f"seeds = {seeds}", *fixed]
    if varied:
        lines += ["", "[axes]", *varied]
    for entry in plan.excluded:
        lines += ["", "[[exclude]]", *_exclusion(entry)]
    lines += ["", "[record]", f"points = {plan.points}"]
    lines.append(f"layers = {'true' if plan.record_layers else 'false'}")
    for source in plan.sources:
        lines.append(f"# SHA-256 of {json.dumps(source.name)}: {source.fingerprint}")
    return "\n".join(lines) + "\n"


def _listed(axis: Axis) -> list[str]:
    # Of all settings only a batch size can be absent among others: it stands for all examples.
    return ['"all"' if value is None else _value(value) for value in axis.values]


def _exclusion(entry: Exclusion) -> list[str]:
    lines = list[str]()
    for name, condition in entry.conditions:
        if isinstance(condition, Bounds):
            limits = {"min": condition.least, "max": condition.most}
            inside = ", ".join(f"{k} = {v!r}" for k, v in limits.items() if math.isfinite(v))
            lines.append(f"{name} = {{ {inside} }}")
        else:
            lines.append(f"{name} = [{', '.join(_listed(Axis(name, condition)))}]")
    return lines


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, str):
        # A JSON string is a TOML string, but for characters beyond 16 bits, which TOML takes plain.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{value!r}"
