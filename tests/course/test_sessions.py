"""The child process: plain values come back, and nothing else does."""

from __future__ import annotations

import numpy as np
import pytest

from initlab.course.exercise import load
from initlab.course.grading import grade
from initlab.course.sandbox import NoSandbox
from initlab.course.sessions import Answer, ChildSession, Refusal, sessions

PROGRAM = """
import os, sys, time
import numpy as np
def values(n):
    print("noise" * 10000)
    a = np.arange(n * 2.0).reshape(2, n)
    return {"a": a, "b": [1, 2.5, "x", None, True], "n": np.float64(n)}
def strided(): return np.arange(12.0).reshape(3, 4)[:, ::2].T
def raises(): raise ValueError("no")
def ends(): os._exit(0)
def loops():
    while True:
        try: time.sleep(1)
        except BaseException: pass
def objects(): return np.array([object()])
def function(): return print
def forges():
    for descriptor in range(3, 20):
        try: os.write(descriptor, b"passed" * 100)
        except OSError: pass
    return 1
"""


def test_plain_values_come_back_as_they_are():
    with ChildSession(PROGRAM) as session:
        value = session.call("values", 3).value
        assert np.array_equal(value["a"], np.arange(6.0).reshape(2, 3))
        assert value["b"] == [1, 2.5, "x", None, True]
        assert value["n"] == 3.0
        assert session.call("strided").value.tolist() == [[0, 4, 8], [2, 6, 10]]


@pytest.mark.parametrize(
    ("function", "kind", "words"),
    [
        ("raises", "raised", "ValueError: no"),
        ("missing", "raised", "KeyError"),
        ("objects", "raised", "no plain numbers"),
        ("function", "raised", "no array, number"),
        ("ends", "ended", "has ended"),
        ("loops", "time", "out of time"),
        ("forges", "malformed", "no plain value"),
    ],
)
def test_what_is_no_value_is_a_refusal(function, kind, words):
    with ChildSession(PROGRAM, timeout_s=2.0) as session:
        refusal = session.call(function)
        assert isinstance(refusal, Refusal)
        assert refusal.kind == kind
        assert words in refusal.text
        # After an error the session goes on; after its end it stays ended.
        again = session.call("raises")
        assert again.kind == ("raised" if kind == "raised" else kind)


def test_a_program_that_stops_is_told_of():
    with ChildSession("x = 1 / 0") as session:
        assert "ZeroDivisionError" in session.call("f").text


def test_a_solution_passes_in_a_child(tmp_path):
    asked = load("initialization")
    path = tmp_path / "a.py"
    path.write_text(asked.solution)
    assert grade(asked, path, sessions(unsafe=True).open).score == 1


def test_without_a_sandbox_nothing_runs_unless_asked_for_by_name(monkeypatch):
    monkeypatch.setattr("initlab.course.sandbox.choice.trouble", lambda name: "not here")
    with pytest.raises(NoSandbox, match="--unsafe-no-sandbox"):
        sessions(unsafe=False)


def test_answers_are_records():
    with ChildSession("def f(): return 1") as session:
        assert session.call("f") == Answer(1)


def test_an_endless_loop_in_one_function_costs_that_function_alone(tmp_path):
    asked = load("initialization")
    path = tmp_path / "a.py"
    endless = "def initialize_parameters_random(layers_dims):\n    while True: pass\n"
    path.write_text(f"{asked.solution}\n\n{endless}")
    result = grade(asked, path, lambda source: ChildSession(source, timeout_s=1.0))
    failed = [check for check in result.checks if check.outcome == "failed"]
    assert [check.name for check in failed] == ["random_keys"]
    assert "out of time" in failed[0].reason
    assert result.score == pytest.approx(2 / 3)
