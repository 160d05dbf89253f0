"""The page's draws against NumPy's RandomState, for every seed that the page has."""

from __future__ import annotations

import hashlib
import math
import re

import mpmath
import numpy as np
import pytest

from tests.playground.conftest import ROOT
from tools import write_log_exceptions

COUNT = 64  # 64 × 64 normals: as many as the page may draw
SEEDS = range(write_log_exceptions.SEEDS)


def listed():
    """Where the header says that NumPy's logarithm is not the nearest."""
    header = (ROOT / "native" / "log_exceptions.hpp").read_text()
    table = header[header.index("= {\n") :]
    return np.cumsum([int(number) for number in re.findall(r"\d+", table)]).tolist()


@pytest.fixture(scope="module")
def usual_log():
    """The C library's logarithm rounds as glibc's does where there is fused multiply-add."""
    seed, pair = divmod(listed()[0], write_log_exceptions.PAIRS)
    x = write_log_exceptions.squares(seed).tolist()[pair]
    with mpmath.workprec(120):
        if math.log(x) == float(mpmath.log(x)):
            pytest.skip("this C library's logarithm is not the one that the reference numbers have")


@pytest.mark.usefixtures("usual_log")
def test_the_list_of_logarithms_is_current():
    first = [
        seed * write_log_exceptions.PAIRS + pair
        for seed in range(40)
        for pair in write_log_exceptions.exceptions(seed)
    ]
    assert listed()[: len(first)] == first
    assert listed()[len(first)] >= 40 * write_log_exceptions.PAIRS


@pytest.mark.usefixtures("usual_log")
def test_normals_are_numpy_s_for_every_seed(page):
    digests = page("drawn", {"initializer": "normal", "count": COUNT, "seeds": list(SEEDS)})
    for seed, digest in zip(SEEDS, digests, strict=True):
        normals = np.random.RandomState(seed).standard_normal((COUNT, COUNT))
        assert hashlib.sha256(normals.tobytes()).hexdigest() == digest, seed


def test_uniforms_are_numpy_s(page):
    request = {"initializer": "unit_uniform:low=-0.3,high=0.3", "count": 200, "seeds": [0, 7, 999]}
    for seed, digest in zip(request["seeds"], page("drawn", request), strict=True):
        uniforms = np.random.RandomState(seed).uniform(-0.3, 0.3, (200, 200))
        assert hashlib.sha256(uniforms.tobytes()).hexdigest() == digest, seed
