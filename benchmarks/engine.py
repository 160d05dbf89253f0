"""How fast the engine trains, beside others on the same cores in the same run.

    python benchmarks/engine.py [--quick]

Each measurement is a process of its own, alternately for all contenders, the best of three counts.
NumPy's side runs without OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE, which only slow it where they are
set. Needs the extra `bench`. Writes benchmarks/results/engine.json and engine.png.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SEED_NETWORK = (2, 10, 5, 1)
DEEP_NETWORK = (2, *[32] * 20, 1)
WIDE_NETWORK = (67_500, 5, 5, 1)
SEED_ITERATIONS = 15_000
WIDE_ITERATIONS = 1_000

# contender: iterations really run for one network, and for many; times are scaled to the whole.
SEED_PLAN = {
    "notebook_loop": {1: 15_000},
    "pytorch float32": {1: 500},
    "scikit_learn": {1: 500},
    "pytorch_bmm float32": {64: 300, 1024: 30},
    "pytorch_bmm float64": {64: 300},
    "jax_vmap float32": {1: 3000, 64: 300, 1024: 30},
    "jax_vmap float64": {1: 3000, 64: 300},
    "initlab_engine": {1: 3000, 64: 3000, 1024: 600},
}
DEEP_PLAN = {
    "pytorch_bmm float32": {256: 5},
    "pytorch_bmm float64": {256: 5},
    "jax_vmap float32": {256: 5},
    "jax_vmap float64": {256: 5},
    "initlab_engine": {256: 20},
}
WIDE_PLAN = {"blog_loop": {1: 100}, "initlab_engine": {1: 1000, 16: 1000}}


def measure(name: str, sizes: tuple[int, ...], iterations: int, count: int, **more: Any) -> float:
    """Seconds of one contender in a new process."""
    name, _, dtype = name.partition(" ")
    words = json.dumps(
        {"name": name, "sizes": sizes, "iterations": iterations, "count": count, **more}
    )
    environment = dict(os.environ, BENCH_DTYPE=dtype or "float64")
    if name.endswith("_loop"):
        environment.pop("OPENBLAS_CORETYPE", None)
        environment.pop("OPENBLAS_L2_SIZE", None)
    done = subprocess.run(
        [sys.executable, __file__, "--one", words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def one(words: str) -> None:
    """The process behind `measure`."""
    import contenders
    import numpy as np

    asked = json.loads(words)
    if asked["sizes"][0] == 2:
        from initlab import datasets

        circles = datasets.load("circles")
        x, y = np.array(circles.train_x), np.array(circles.train_y)
    else:
        rng = np.random.default_rng(0)
        x, y = rng.random((asked["sizes"][0], 100)), rng.permutation(np.arange(100) % 2)
    function = contenders.ALL[asked["name"]]
    more = {"activation": asked["activation"]} if "activation" in asked else {}
    print(function(asked["sizes"], x, y, asked["iterations"], asked["count"], **more))


def table(
    plan: dict[str, dict[int, int]], sizes: tuple[int, ...], whole: int, repeats: int, **more: Any
) -> dict[str, dict[str, float]]:
    """Milliseconds per network for `whole` iterations: {contender: {networks: ms}}."""
    best: dict[str, dict[str, float]] = {name: {} for name in plan}
    for _ in range(repeats):
        for name, counts in plan.items():
            for count, iterations in counts.items():
                extra = more if name == "initlab_engine" else {}
                seconds = measure(name, sizes, iterations, count, **extra)
                ms = 1000 * seconds / count * whole / iterations
                key = str(count)
                best[name][key] = min(ms, best[name].get(key, ms))
                print(f"  {name:20} {count:5} networks  {ms:10.2f} ms each", file=sys.stderr)
    return best


def multiply_adds(sizes: tuple[int, ...]) -> int:
    """Of one example: forward, weight gradients, and what flows back to all but the inputs."""
    products = [a * b for a, b in itertools.pairwise(sizes)]
    return 3 * sum(products) - products[0]


def limit(lanes: int, threads: int) -> float | None:
    """Multiply-adds a second of a bare register loop; None without a compiler."""
    compiler = shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        return None
    flags = {8: ["-mavx512f", "-mprefer-vector-width=512"], 4: ["-mavx2"], 2: []}[lanes]
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/limit"
        subprocess.run(
            [compiler, "-std=c++17", "-O3", "-ffp-contract=off", *flags, f"-DLANES={lanes}",
             str(HERE / "limit.cpp"), "-o", program, "-lpthread"],
            check=True,
        )  # fmt: skip
        done = subprocess.run([program, str(threads)], capture_output=True, text=True, check=True)
    return float(done.stdout)


GROWTH = """
import resource, sys, time
import numpy as np
from initlab import datasets
from initlab.engine import train
from initlab.networks import Spec
networks, iterations, copies, width = map(int, sys.argv[1:])
circles = datasets.load("circles")
class Data:
    train_x, train_y = np.tile(circles.train_x, copies), np.tile(circles.train_y, copies)
    test_x = test_y = None
specs = [Spec((2, width, width // 2, 1), seed=k, iterations=iterations) for k in range(networks)]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.perf_counter()
train(specs, Data)
seconds = time.perf_counter() - begin
print(seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def growth() -> list[dict[str, float]]:
    """Seconds and MB over the baseline for more networks, iterations, examples and weights."""
    base = {"networks": 256, "iterations": 100, "copies": 1, "width": 10}
    rows = []
    changes = [("networks", n) for n in (64, 256, 1024, 4096, 10_000)]
    changes += [("iterations", n) for n in (200, 400)]
    changes += [("copies", n) for n in (2, 4, 8)]
    changes += [("width", n) for n in (20, 40, 80)]
    for name, value in changes:
        asked = base | {name: value}
        if value == 10_000:
            asked["iterations"] = 20
        done = subprocess.run(
            [sys.executable, "-c", GROWTH, *map(str, asked.values())],
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, megabytes = map(float, done.stdout.split())
        rows.append({**asked, "seconds": seconds, "megabytes": megabytes})
    return rows


def first_result() -> dict[str, float]:
    """Seconds from a new process to `import numpy`, and to a first trained network."""
    code = (
        "import numpy as np, initlab\n"
        "from initlab.datasets import Dataset\n"
        "x = np.random.default_rng(0).random((2, 300)); y = np.arange(300) % 2\n"
        "data = Dataset('d', x, y, None, None, ('0', '1'), (2,), '')\n"
        "initlab.train([initlab.Spec((2, 10, 5, 1), iterations=100)], data)"
    )
    times: dict[str, float] = {}
    import time

    for _ in range(5):
        for name, program in (("import numpy", "import numpy"), ("first result", code)):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            seconds = time.perf_counter() - begin
            times[name] = min(seconds, times.get(name, seconds))
    return times


def best_other(times: dict[str, dict[str, float]], without: str = "-") -> float:
    """The least time of anybody but initlab and the course's loops."""
    return min(
        ms
        for name, counts in times.items()
        if not name.endswith(("_loop", "_engine", without))
        for ms in counts.values()
    )


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def plot(seed: dict[str, dict[str, float]], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3.6), layout="constrained")
    ax = figure.subplots()
    best = {name: min(counts.values()) for name, counts in seed.items()}
    names = sorted(best, key=lambda name: -best[name])
    ax.barh(names, [best[name] for name in names])
    ax.set_xscale("log")
    ax.set_xlabel("ms per seed network of 15,000 iterations (best number of networks at once)")
    for place, name in enumerate(names):
        ax.text(best[name], place, f" {best[name]:.3g}", va="center")
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="one repeat instead of three")
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one)
        return
    from initlab import kernel

    compiled = kernel.load()
    if compiled is None:
        raise SystemExit("The engine is not compiled; there is nothing to measure.")
    repeats, threads = (1 if arguments.quick else 3), kernel.threads()
    seed = table(SEED_PLAN, SEED_NETWORK, SEED_ITERATIONS, repeats)
    deep = table(DEEP_PLAN, DEEP_NETWORK, 1000, repeats)
    wide = table(WIDE_PLAN, WIDE_NETWORK, WIDE_ITERATIONS, repeats, activation="tanh")
    bare = limit(compiled.lane_widths()[0], threads)
    ours = min(seed["initlab_engine"].values())
    rate = multiply_adds(SEED_NETWORK) * 300 * SEED_ITERATIONS / (ours / 1000)
    deep_ours = deep["initlab_engine"]["256"]
    starts = first_result()
    grown = growth()
    numpy_ms, blog_ms = seed["notebook_loop"]["1"], wide["blog_loop"]["1"]
    ratios = {
        "seed network, many at once: × the NumPy loop": numpy_ms / ours,
        "seed network, many at once: × the best of the others": best_other(seed) / ours,
        "the same, all in float64": best_other(seed, "float32") / ours,
        "share of the machine's limit": rate / bare if bare else None,
        "a single network: × the NumPy loop": numpy_ms / seed["initlab_engine"]["1"],
        "deep network, 256 at once: × the best of the others": best_other(deep) / deep_ours,
        "the same deep network, all in float64": best_other(deep, "float32") / deep_ours,
        "pictures, one network: × the NumPy loop": blog_ms / wide["initlab_engine"]["1"],
        "pictures, each of 16: × the NumPy loop": blog_ms / wide["initlab_engine"]["16"],
        "10,000 seed networks: MB above the data": next(
            row["megabytes"] for row in grown if row["networks"] == 10_000
        ),
        "first result: seconds more than import numpy": starts["first result"]
        - starts["import numpy"],
    }
    result = {
        "processor": processor(),
        "threads": threads,
        "compiler": compiled.compiler,
        "lanes": compiled.lane_widths(),
        "limit in multiply-adds a second": bare,
        "ratios": ratios,
        "seed network, ms each for 15,000 iterations": seed,
        "deep network, ms each for 1,000 iterations": deep,
        "pictures, ms each for 1,000 iterations": wide,
        "growth": grown,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "engine.json").write_text(json.dumps(result, indent=1) + "\n")
    plot(seed, RESULTS / "engine.png")
    print(f"{result['processor']}, {threads} threads, {compiled.compiler}")
    for name, value in ratios.items():
        print(f"{name:55} {'–' if value is None else f'{value:.3g}'}")


if __name__ == "__main__":
    main()
