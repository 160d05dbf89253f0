"""How fast the page's kernel trains in Node, beside a stand-in for TensorFlow Playground's code.

    python benchmarks/wasm.py [--quick] [--wasm FILE]

Six networks 2-10-5-1 on the 300 points of circles, each iteration an update from all of them. The
stand-in, playground/benchmarks/stand_in.ts, was written after the published algorithm: an object
for each node and link, one example at a time. Both run in one process, in turns, the best of three
counts. Needs Node, and `npm ci` in playground/.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "playground" / "kernel.wasm"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the time")
    parser.add_argument("--wasm", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    seconds = 0.4 if arguments.quick else 2.0
    command = ["node", HERE / "wasm.mjs", arguments.wasm, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rates = json.loads(done.stdout)
    print(f"{platform.machine()}, {arguments.wasm.name}: {arguments.wasm.stat().st_size:,} bytes")
    print(f"kernel    {rates['kernel']:8,.0f} iterations a second, each of six networks")
    print(f"stand-in  {rates['standIn']:8,.0f}")
    print(f"ratio     {rates['ratio']:8.1f}")


if __name__ == "__main__":
    main()
