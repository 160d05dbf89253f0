"""How well `initlab check` judges the models and faults of tests/checks/corpus, and what it costs.

    python benchmarks/check.py [--seeds N] [--models N] [--only alarms recall repair untouched cost]

A part that is left out keeps its former figures. Writes benchmarks/results/check.json and
benchmarks/check.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from math import inf, isfinite, sqrt
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import numpy as np  # noqa: E402
import torch  # noqa: E402

import initlab  # noqa: E402
from benchmarks import check_cost  # noqa: E402
from initlab.checks.training_torch import updates  # noqa: E402
from tests.checks.corpus import ARCHITECTURES, FAULTS, Architecture, Fault, found  # noqa: E402
from tests.checks.corpus.state import state  # noqa: E402

RESULTS = HERE / "results" / "check.json"
PAGE = HERE / "check.md"
SEEDS = {"alarms": 50, "recall": 10, "repair": 10, "untouched": 1, "cost": 5}
STEPS, RATES = 200, (0.01, 0.1)  # of the training before and after a fix

Figures = dict[str, Any]


def alarms(seeds: int, most: int) -> Figures:
    """Findings that are more than notes, in healthy models."""
    rows = {}
    for architecture in ARCHITECTURES:
        runs, codes, defects = 0, Counter[str](), set[str]()
        for seed in range(seeds):
            case = architecture.build(seed)
            report = initlab.check(case.model, case.batch, case.loss, seed=seed)
            serious = {f.code for f in report.findings if f.severity != "note"}
            runs += bool(serious)
            codes.update(serious)
            defects |= {s for s in report.not_judged if "the rule itself failed" in s}
        rows[architecture.name] = {
            "recipe": architecture.recipe,
            "runs": seeds,
            "alarmed": runs,
            "codes": dict(codes),
            "failed rules": sorted(defects),
        }
        say(f"{architecture.name:30} {runs} of {seeds} {dict(codes) or ''}")
    return rows


def recall(seeds: int, most: int) -> Figures:
    """Faults put in one at a time: named, and located."""
    rows: Figures = {}
    for fault in FAULTS:
        named = both = total = 0
        missed = Counter[str]()
        fitting = spread(fault, most)
        for architecture in fitting:
            for seed in range(seeds):
                model, places, case = spoiled(fault, architecture, seed)
                report = checked(fault, model, case, seed)
                what = found(fault, places, report.findings)
                total += 1
                named += what.named
                both += what.both
                missed[architecture.name] += not what.both
        rows[fault.name] = {
            "codes": fault.codes,
            "models": len(fitting),
            "runs": total,
            "named": named,
            "named and located": both,
            "missed": {name: count for name, count in missed.items() if count},
        }
        say(
            f"{fault.name:36} {named} named, {both} located of {total} {rows[fault.name]['missed']}"
        )
    return rows


def repair(seeds: int, most: int) -> Figures:
    """Whether a fix ends clean, and trains to a lower loss than the model as it was."""
    rows = {}
    for fault in FAULTS:
        if not fault.repairable:
            continue
        clean = lower = both = total = 0
        failed = Counter[str]()
        for architecture in spread(fault, most):
            if architecture.build(0).loss is None and not architecture.own_loss:
                continue
            for seed in range(seeds):
                model, _, case = spoiled(fault, architecture, seed)
                given = deepcopy(model)
                done = initlab.fix(model, case.batch, case.loss, seed=seed)
                before, after = (last_loss(m, case, seed) for m in (given, model))
                total += 1
                clean += done.report.clean
                lower += after < before
                good = done.report.clean and after < before
                both += good
                failed[architecture.name] += not good
        rows[fault.name] = {
            "runs": total,
            "clean": clean,
            "lower loss": lower,
            "both": both,
            "failed": {name: count for name, count in failed.items() if count},
        }
        shown = rows[fault.name]["failed"] or ""
        say(f"{fault.name:36} {clean} clean, {lower} lower, {both} both of {total} {shown}")
    return rows


def untouched(seeds: int, most: int) -> Figures:
    """Whether everything of a model is after a check what it was before."""
    changed = []
    for architecture in ARCHITECTURES:
        for seed in range(seeds):
            case = architecture.build(seed)
            before = state(case.model, case.batch)
            initlab.check(case.model, case.batch, case.loss, learning_rate=0.1)
            if state(case.model, case.batch) != before:
                changed.append(architecture.name)
    return {"models": len(ARCHITECTURES), "changed": changed}


def spread(fault: Fault, most: int) -> list[Architecture]:
    """The models that a fault fits, or so many of them from first to last."""
    fitting = [a for a in ARCHITECTURES if fault.fits(a)]
    if len(fitting) <= most:
        return fitting
    places = np.linspace(0, len(fitting) - 1, most).round().astype(int)
    return [fitting[place] for place in places]


def spoiled(fault: Fault, architecture: Architecture, seed: int) -> tuple[Any, Any, Any]:
    """The model with the fault, where it was put, and the case it belongs to."""
    case = architecture.build(seed)
    places = fault.inject(case, architecture, np.random.default_rng(seed))
    return case.model, places, case


def checked(fault: Fault, model: Any, case: Any, seed: int) -> Any:
    return initlab.check(model, case.batch, case.loss, learning_rate=fault.learning_rate, seed=seed)


def last_loss(model: Any, case: Any, seed: int) -> float:
    """After 200 steps of gradient descent, at the better of two rates; infinite if both diverge.

    A larger weight makes the steps of all others larger, so one rate would compare rates.
    """
    ends = [
        updates(deepcopy(model), case.batch, case.loss, STEPS, rate, seed)[-1] for rate in RATES
    ]
    return min((loss for loss in ends if isfinite(loss)), default=inf)


def interval(hits: int, total: int) -> str:
    """A share in percent with its 95 % interval, Wilson's."""
    z = 1.96
    share = hits / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{100 * share:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def page(figures: Figures) -> str:
    """The tables, in Markdown."""
    lines = ["# What `initlab check` finds, last run", "", "Written by `benchmarks/check.py`.", ""]
    parts: dict[str, Callable[[Figures], list[str]]] = {
        "recall": recall_table,
        "alarms": alarm_table,
        "repair": repair_table,
        "untouched": untouched_line,
        "cost": check_cost.table,
    }
    lines += goals(figures)
    for name, table in parts.items():
        if name in figures:
            lines += ["", *table(figures[name])]
    return "\n".join(lines) + "\n"


def goals(figures: Figures) -> list[str]:
    """Each goal beside what was measured."""
    lines = ["| goal | measured |", "|---|---|"]
    if "recall" in figures:
        rows = figures["recall"].values()
        hits, total = sum(r["named and located"] for r in rows), sum(r["runs"] for r in rows)
        below = [
            n for n, r in figures["recall"].items() if r["named and located"] < 0.95 * r["runs"]
        ]
        verdict = f"; below it: {', '.join(below)}" if below else ""
        lines.append(f"| ≥ 95 % of faults named and located | {interval(hits, total)}{verdict} |")
    if "alarms" in figures:
        rows = figures["alarms"].values()
        hits, total = sum(r["alarmed"] for r in rows), sum(r["runs"] for r in rows)
        lines.append(f"| ≤ 2 % of healthy runs with an alarm | {interval(hits, total)} |")
    if "repair" in figures:
        rows = figures["repair"].values()
        hits, total = sum(r["both"] for r in rows), sum(r["runs"] for r in rows)
        lines.append(f"| ≥ 90 % of faults repaired | {interval(hits, total)} |")
    return lines


def recall_table(rows: Figures) -> list[str]:
    lines = ["## Faults", "", "| fault | codes | models | runs | named | and located | missed |"]
    lines.append("|---|---|---|---|---|---|---|")
    for name, row in rows.items():
        lines.append(
            f"| {name} | {' '.join(row['codes'])} | {row['models']} | {row['runs']} | "
            f"{row['named']} | {row['named and located']} | {listed(row['missed'])} |"
        )
    return lines


def alarm_table(rows: Figures) -> list[str]:
    lines = ["## Healthy models", "", "| model | started by | runs | with an alarm | codes |"]
    lines.append("|---|---|---|---|---|")
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row['recipe']} | {row['runs']} | {row['alarmed']} | "
            f"{listed(row['codes'])} |"
        )
    return lines


def repair_table(rows: Figures) -> list[str]:
    lines = [
        "## Repairs",
        "",
        f"Gradient descent, {STEPS} steps at the better of the rates {RATES}, with the fault and",
        "after a fix.",
        "",
        "| fault | runs | clean after | lower loss | both | not both |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row['runs']} | {row['clean']} | {row['lower loss']} | {row['both']} | "
            f"{listed(row['failed'])} |"
        )
    return lines


def untouched_line(row: Figures) -> list[str]:
    changed = ", ".join(row["changed"]) or "none"
    return ["## Untouched", "", f"Models that a check changed, of {row['models']}: {changed}."]


def listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


PARTS: dict[str, Callable[[int, int], Figures]] = {
    "recall": recall,
    "alarms": alarms,
    "repair": repair,
    "untouched": untouched,
    "cost": check_cost.cost,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, help=f"for each model; by default {SEEDS}")
    parser.add_argument("--models", type=int, default=1000, help="for each fault, at most")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    figures = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in arguments.only:
        begin = time.perf_counter()
        figures[name] = PARTS[name](arguments.seeds or SEEDS[name], arguments.models)
        say(f"{name}: {time.perf_counter() - begin:.0f} s")
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
        PAGE.write_text(page(figures))
    print("\n".join(goals(figures)))


if __name__ == "__main__":
    main()
