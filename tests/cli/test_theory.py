"""`initlab theory`: numbers, words, the page, and what is refused."""

from __future__ import annotations

import json

import pytest

from initlab.cli.main import main

OWN = """
import math
import numpy as np

def leaky(z):
    print("called")
    return np.where(z > 0, z, 0.5 * z)

def undefined(z):
    return np.log(z)

def short(z):
    return z[:3]

def one_number(z):
    return math.tanh(z)
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(OWN)
    return path


def told(words, capsys):
    assert main(["theory", *words.split(), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_tanh_of_the_papers(capsys):
    # Schoenholz et al. 2017 for σ_b² = 0.05; the digits by 50-digit integrals and roots.
    document = told("tanh --weight-var 2 --bias-var .05 --depth 30", capsys)
    assert document["schema"] == 1
    assert document["activation"] == "tanh"
    assert document["critical"]["weight_var"] == pytest.approx(1.760955, abs=5e-7)
    assert document["critical"]["q"] == pytest.approx(0.570048, abs=5e-7)
    point = document["fixed_point"]
    expected = {"q": 0.721762, "chi": 1.047666, "c": 0.744082, "xi_q": 1.3880, "xi_c": 25.2134}
    for name, value in expected.items():
        assert point[name] == pytest.approx(value, abs=6e-5 if name[:2] == "xi" else 6e-7)
    assert document["half_stable"] is None
    assert [layer["layer"] for layer in document["layers"]] == list(range(1, 31))
    assert document["layers"][-1]["gradient"] == 1.0
    # Inputs of mean square 1: q = 2 + 0.05, and of two such inputs only the biases are shared.
    assert document["layers"][0]["q"] == pytest.approx(2.05)
    assert document["layers"][0]["c"] == pytest.approx(0.05 / 2.05)


def test_the_half_stable_point_of_gelu(capsys):
    document = told("gelu", capsys)
    half = document["half_stable"]
    # Roberts, Yaida and Hanin 2021, section 5.3.4: (1.983, 0.173).
    assert half["weight_var"] == pytest.approx(1.983058, abs=1e-6)
    assert half["bias_var"] == pytest.approx(0.172922, abs=1e-6)
    # The start recommended is there, and stays there.
    assert document["fixed_point"]["q"] == half["q"]
    assert document["fixed_point"]["xi_c"] is None


def test_what_is_infinite_or_unknown_is_null(capsys):
    growing = told("relu --weight-var 3 --depth 4", capsys)
    point = growing["fixed_point"]
    assert [point[name] for name in ("q", "chi", "c", "xi_q", "xi_c")] == [None] * 5
    # χ = σ_w² / 2 = 1.5 in each of the three layers between the first and the last.
    assert growing["layers"][0]["gradient"] == pytest.approx(1.5**3)
    dying = told("tanh --weight-var 0 --depth 3", capsys)
    assert dying["layers"][0]["c"] is None
    assert told("softplus --weight-var 1", capsys)["critical"]["weight_var"] is None


def test_a_path_that_overflows_ends_there(capsys):
    layers = told("relu --weight-var 100 --depth 200", capsys)["layers"]
    assert 0 < len(layers) < 200


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("tanh", ["power of the depth", "half-stable    none", "σ_w² = 1 at σ_b² = 0"]),
        ("relu", ["edge of chaos", "none: on the edge every q is kept"]),
        ("softplus", ["none at σ_b² = 0", "half-stable    none"]),
        ("gelu", ["σ_w² = 1.983058, σ_b² = 0.172922, q = 3.56155"]),
        ("tanh --weight-var .5", ["loses its signal"]),
        ("relu --weight-var 3", ["without end"]),
        ("tanh --weight-var 2 --bias-var .05", ["chaotic: inputs part within 25.2 layers"]),
        ("tanh --bias-var .05", ["σ_w² = 1.760955 at σ_b² = 0.05, q* = 0.570048"]),
    ],
)
def test_the_table_says_so(words, texts, capsys):
    assert main(["theory", *words.split()]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert all(text in out for text in texts), out
    assert "Next: " in out.splitlines()[-1]
    assert out.splitlines()[-1].endswith(f"theory {words.replace(' .', ' 0.')} --report")


def test_a_function_of_the_users(own, capsys):
    # φ = z or z / 2: E[φ²] = q (1 + 1/4) / 2, so the edge is at 1 / 0.625 = 1.6, at every q.
    assert main(["theory", "--activation-from", f"{own}:leaky", "--kinks", "0", "--json"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["critical"]["weight_var"] == pytest.approx(1.6, abs=1e-9)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("tanh --weight-var -1", "weight_var should be at least 0"),
        ("tanh --bias-var -1", "bias_var should be at least 0"),
        ("tanh --weight-var nan", "weight_var should be a finite number"),
        ("tanh --depth 0", "at least 1; got 0"),
        ("tanh --depth 2.5", "whole number"),
        ("tnah", "Did you mean 'tanh'"),
        ("", "got neither"),
        ("tanh --activation-from own.py:f", "got both"),
        ("tanh --kinks 0", "--kinks is for --activation-from"),
        ("--activation-from own.py:undefined", "returned NaN"),
        ("--activation-from own.py:short", "elementwise"),
        ("--activation-from own.py:one_number", "elementwise"),
        ("--activation-from own.py:absent", "has no function 'absent'"),
        ("--activation-from own.py", "file.py:function"),
        ("--activation-from own.py:leaky --kinks a", "separated by commas"),
        ("relu --bias-var .1", "no critical weight variance"),
        ("tanh --report own.py", "is no HTML file"),
    ],
)
def test_wrong_words_get_one_line_and_exit_2(words, message, own, monkeypatch, capsys):
    monkeypatch.chdir(own.parent)
    assert main(["theory", *words.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line for line in err.splitlines() if line != "called"]
    assert len(lines) == 1
    assert lines[0].startswith("initlab: ")
    assert message in lines[0]
