"""How fast the page trains while it draws, how soon it moves, and the stand-in in the same browser.

    python benchmarks/playground.py [--seconds 10]

Six networks 2-10-5-1 on the 300 points of circles in the shipped page, opened from its file in
headless Chromium: iterations a second of each, and pictures a second (calls of
requestAnimationFrame that drew the cost curves). Then, in an empty page of the same browser, the
kernel beside the stand-in for TensorFlow Playground's training code that
playground/benchmarks/stand_in.ts explains. Needs Chromium, Node, and `npm ci` in playground/.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from initlab import playground

PLAYGROUND = Path(__file__).parents[1] / "playground"
SIX = "v=1&init=he;xavier;glorot;random:scale=1;he_uniform;random:scale=0.1&rate=0.03"
# Counts what is drawn on the cost curves' canvas, and when the first update was seen.
WATCH = """
window.drawn = 0;
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...all) {
  if (this.canvas.id === "costs") {
    ++window.drawn;
    const at = Number(document.getElementById("iteration").value);
    if (at > 0 && !window.moved) window.moved = performance.now();
  }
  return clear.apply(this, all);
};
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    seconds = parser.parse_args().seconds
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-gpu"],
        )
        print(f"page      {playground.path().stat().st_size:9,} bytes")
        in_the_page(browser, seconds)
        rates = beside_the_stand_in(browser, seconds / 10)
        browser.close()
    print(f"kernel    {rates['kernel']:9,.0f} iterations a second, each of six, nothing drawn")
    print(f"stand-in  {rates['standIn']:9,.0f}")
    print(f"ratio     {rates['ratio']:9.1f}")


def in_the_page(browser: Browser, seconds: float) -> None:
    """The shipped page, training and drawing."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(WATCH)
    page.goto(f"{playground.path().as_uri()}#{SIX}")
    page.wait_for_function("() => window.moved")
    print(f"moving    {page.evaluate('window.moved'):9,.0f} ms after opening")
    time.sleep(2)  # until the browser has compiled what is hot
    before, start = seen(page), time.perf_counter()
    time.sleep(seconds)
    after, passed = seen(page), time.perf_counter() - start
    print(f"page      {(after[0] - before[0]) / passed:9,.0f} iterations a second, each of six")
    print(f"drawing   {(after[1] - before[1]) / passed:9.1f} pictures a second")
    page.close()


def seen(page: Any) -> list[float]:
    """The iteration that is shown, and how often curves have been drawn."""
    return page.evaluate("() => [Number(document.getElementById('iteration').value), window.drawn]")


def beside_the_stand_in(browser: Browser, seconds: float) -> dict[str, float]:
    """The kernel and the stand-in, in turns, in an empty page."""
    bundle = subprocess.run(
        [
            PLAYGROUND / "node_modules" / ".bin" / "esbuild",
            PLAYGROUND / "benchmarks" / "training.ts",
            "--bundle",
            "--format=iife",
            "--global-name=training",
            "--log-level=error",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page = browser.new_page()
    page.evaluate(f"{bundle}; window.training = training;")
    wasm = base64.b64encode((PLAYGROUND / "kernel.wasm").read_bytes()).decode()
    rates: dict[str, float] = page.evaluate(
        """([text, seconds]) => training.measure(
            Uint8Array.from(atob(text), (c) => c.charCodeAt(0)), seconds)""",
        [wasm, seconds],
    )
    return rates


if __name__ == "__main__":
    main()
