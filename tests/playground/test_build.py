"""The shipped kernel.wasm against one that is built anew."""

import os
import shutil
import subprocess

import pytest

from tests.playground.conftest import ROOT, SHIPPED
from tests.playground.races import races, request


def test_it_is_small():
    assert SHIPPED.stat().st_size < 100_000


def test_a_new_build_computes_what_the_shipped_one_does(page, tmp_path):
    if not (shutil.which("clang++") and shutil.which("wasm-ld")):
        assert not os.environ.get("CI"), "CI needs clang and lld: .ci/run installs them"
        pytest.skip("clang and lld are not installed; CI has them and runs this")
    built = tmp_path / "kernel.wasm"
    subprocess.run([ROOT / "tools" / "build_wasm.sh", built], check=True, capture_output=True)
    requests = [request(data, specs) for data, specs in races()]
    assert page("races", requests, built) == page("races", requests)
    drawn = {"initializer": "he_truncated", "count": 30, "seeds": list(range(100))}
    assert page("drawn", drawn, built) == page("drawn", drawn)
