"""How fast tensors are filled, beside PyTorch on the same cores in the same run.

    python benchmarks/initializers.py [--quick]

First a billion parameters are drawn layer by layer into one reused buffer, in a process of its own,
and its peak memory is read. Then both sides fill one 4096 × 4096 tensor of their own, in turn, with
as many threads as they take by themselves; the best of the repeats counts. On a machine that others
use too, processor time says more than the clock: two threads lose more to them than one. Needs the
extra `bench`. Writes benchmarks/results/initializers.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from engine import processor

RESULTS = Path(__file__).parent / "results"
SIZE = 4096
SCALE = 0.02
UNITS = {"normal": "normal_", "uniform": "uniform_", "truncated": "trunc_normal_"}
DTYPES = ("float32", "bfloat16")

SCRATCH = """
import resource, time
import numpy as np
from initlab.streams import Elements, fill
largest, total, dtype = 50_000_000, 1_000_000_000, "float32"
shapes = [(5_000, 10_000), (10_000, 2_500), (2_500, 2_500), (1_000,)]
buffer = np.ones(largest, dtype)
fill(buffer[:10], Elements("normal"), seed=0, name="before")  # loads the kernel
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin, drawn, layer = time.perf_counter(), 0, 0
while drawn < total:
    for shape in shapes:
        count = min(int(np.prod(shape)), total - drawn)
        if count:
            unit = ("normal", "uniform", "truncated")[layer % 3]
            fill(buffer[:count], Elements(unit, 0.02), seed=0, name=f"layer{layer}.weight")
            drawn, layer = drawn + count, layer + 1
seconds = time.perf_counter() - begin
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(layer, seconds, (after - before) / 1024)
"""


def best_of(sides: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Milliseconds of each side, called in turn, and of processor time on all its threads."""
    best: dict[str, float] = {}
    for _ in range(repeats):
        for name, call in sides.items():
            begin, begin_busy = time.perf_counter(), time.process_time()
            call()
            wall = 1000 * (time.perf_counter() - begin)
            busy = 1000 * (time.process_time() - begin_busy)
            best[name] = min(wall, best.get(name, wall))
            best[f"{name}, processor"] = min(busy, best.get(f"{name}, processor", busy))
    return best


def filling(repeats: int) -> dict[str, dict[str, float]]:
    """Milliseconds for one tensor: {"normal float32": {"initlab": …, "pytorch": …}}."""
    import numpy as np
    import torch

    from initlab.streams import Elements, fill

    times = {}
    for dtype in DTYPES:
        theirs = torch.ones(SIZE, SIZE, dtype=getattr(torch, dtype))
        ours = np.ones(SIZE * SIZE, np.uint16 if dtype == "bfloat16" else dtype)
        for unit, function in UNITS.items():
            draw = getattr(torch.nn.init, function)

            def fill_ours(unit=unit, ours=ours, dtype=dtype):
                fill(ours, Elements(unit, SCALE), seed=0, name="w", dtype=dtype)

            def fill_theirs(draw=draw, theirs=theirs, unit=unit):
                if unit == "normal":
                    draw(theirs, std=SCALE)
                elif unit == "uniform":
                    draw(theirs, -SCALE, SCALE)
                else:
                    draw(theirs, std=SCALE, a=-2 * SCALE, b=2 * SCALE)

            few = 3 if unit == "truncated" else repeats
            times[f"{unit} {dtype}"] = best_of({"initlab": fill_ours, "pytorch": fill_theirs}, few)
    return times


def scratch() -> dict[str, float]:
    """Layers, seconds and MB over the buffer for a billion parameters."""
    done = subprocess.run(
        [sys.executable, "-c", SCRATCH], capture_output=True, text=True, check=True
    )
    layers, seconds, megabytes = map(float, done.stdout.split())
    return {"layers": layers, "seconds": seconds, "megabytes": megabytes}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="3 repeats instead of 15")
    arguments = parser.parse_args()
    memory = scratch()  # before PyTorch is loaded: a child's peak begins with its parent's
    import torch

    from initlab import kernel

    compiled = kernel.load()
    if compiled is None:
        raise SystemExit("The kernel is not compiled; there is nothing to measure.")
    times = filling(3 if arguments.quick else 15)
    result = {
        "processor": processor(),
        "threads": {"initlab": kernel.threads(), "pytorch": torch.get_num_threads()},
        "compiler": compiled.compiler,
        "lanes": compiled.lane_widths(),
        "pytorch": torch.__version__,
        f"ms for {SIZE} × {SIZE}": times,
        "a billion float32, layer by layer": memory,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "initializers.json").write_text(
        json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    )
    print(f"{result['processor']}, {kernel.threads()} threads, {compiled.compiler}")
    for name, pair in times.items():
        ratio = pair["pytorch"] / pair["initlab"]
        print(
            f"{name:20} initlab {pair['initlab']:7.1f} ms, PyTorch {pair['pytorch']:7.1f} ms, "
            f"{ratio:.2f} ×; processor time {pair['initlab, processor']:.1f} and "
            f"{pair['pytorch, processor']:.1f} ms"
        )
    print(
        f"a billion parameters in {memory['layers']:.0f} layers: {memory['seconds']:.1f} s, "
        f"{memory['megabytes']:.1f} MB more than the buffer"
    )


if __name__ == "__main__":
    main()
