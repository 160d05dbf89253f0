"""The page as it is shipped, opened from its file in Debian's Chromium."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack

import pytest

from initlab import playground

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
# Shared memory is small in a container, and a browser that finds it full dies.
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
WIDE, NARROW = (1280, 800), (360, 740)


@pytest.fixture(scope="module")  # so that a browser that dies takes few tests with it
def chromium():
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI needs Chromium: .ci/run installs it"
        pytest.skip("Chromium is not installed; CI has it and runs this (Debian: chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="needs initlab's extra dev")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """`visit(hash, …)`: a tab with the page. No tab may complain, or ask for anything elsewhere."""
    complaints, asked = [], []
    with ExitStack() as tabs:

        def open_tab(hash="", size=WIDE, scheme="light", motion="no-preference", wait=True):
            context = chromium.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,
                reduced_motion=motion,
            )
            tabs.callback(context.close)
            tab = context.new_page()
            tab.set_default_timeout(60_000)  # ms; machines are busy
            tab.on("request", lambda request: asked.append(request.url))
            tab.on("pageerror", lambda error: complaints.append(str(error)))
            tab.on(
                "console",
                lambda said: said.type in ("error", "warning") and complaints.append(said.text),
            )
            tab.goto(playground.path().as_uri() + (f"#{hash}" if hash else ""))
            if wait:
                tab.wait_for_selector("#race[aria-busy=false]")
            return tab

        yield open_tab
    assert complaints == []
    own = playground.path().as_uri()
    assert [u for u in asked if not u.startswith((own, "blob:", "data:"))] == []


@pytest.fixture
def seen():
    """`seen(tab)`: the figures and pictures of a page that stands still."""

    def look(tab):
        tab.wait_for_selector("#race[aria-busy=false]")
        return tab.evaluate(
            """() => ({
                iteration: document.getElementById("iteration").value,
                costs: [...document.querySelectorAll(".cost")].map((cost) => cost.value),
                tests: [...document.querySelectorAll(".test")].map((test) => test.value),
                sentence: document.getElementById("sentence").textContent,
                pictures: [...document.querySelectorAll("canvas")].map((c) => c.toDataURL()),
            })"""
        )

    return look
