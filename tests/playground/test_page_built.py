"""The page in the package is whole, small enough, and built from the sources that lie here."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from initlab import playground
from initlab.cli.main import main

SOURCE = Path(__file__).parents[2] / "playground"
MOST_BYTES = 500_000
# As playground/vite.config.ts lists them.
FILES = ("index.html", "kernel.wasm", "package-lock.json", "tsconfig.json", "vite.config.ts")


def fingerprint() -> str:
    names = [*FILES, *(p.relative_to(SOURCE).as_posix() for p in (SOURCE / "src").rglob("*.*"))]
    lines = [
        f"{n} {hashlib.sha256((SOURCE / n).read_bytes()).hexdigest()}\n" for n in sorted(names)
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def page() -> str:
    return playground.path().read_text("utf-8")


def test_the_page_is_built_from_these_sources():
    built_from = re.search(r'<meta name="sources" content="(\w+)">', page())
    assert built_from, "the page does not say what it was built from"
    assert built_from[1] == fingerprint(), "the page is out of date; run make playground"


@pytest.mark.slow
def test_a_fresh_build_has_the_same_bytes(packages, tmp_path):
    subprocess.run(
        [packages / ".bin" / "vite", "build", "--outDir", tmp_path, "--logLevel", "error"],
        cwd=SOURCE,
        check=True,
    )
    assert (tmp_path / "index.html").read_text("utf-8") == page()


def test_the_page_is_one_small_file_that_asks_for_nothing():
    assert playground.path().stat().st_size <= MOST_BYTES
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', page())
    assert "default-src 'none'" in page()


def test_the_command_says_where_the_page_is(capsys):
    assert main(["playground", "--path"]) == 0
    assert capsys.readouterr().out == f"{playground.path()}\n"


@pytest.mark.parametrize(("found", "word"), [(True, "Opened"), (False, "No browser was found")])
def test_the_command_opens_the_page(capsys, monkeypatch, found, word):
    asked = []
    monkeypatch.setattr("webbrowser.open", lambda address: asked.append(address) or found)
    assert main(["playground"]) == 0
    assert asked == [playground.path().as_uri()]
    out = capsys.readouterr().out
    assert out.startswith(word)
    assert asked[0] in out
