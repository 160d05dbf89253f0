"""The child process: plain values come back, and nothing else does."""

from __future__ import annotations

import numpy as np
import pytest

from initlab.course.exercise import load
from initlab.course.grading import grade
from initlab.course.sandbox import UNPROTECTED, Answer, ChildSession, Layer, Refusal

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
    with ChildSession(PROGRAM, UNPROTECTED) as session:
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
    with ChildSession(PROGRAM, UNPROTECTED, timeout_s=2.0) as session:
        refusal = session.call(function)
        assert isinstance(refusal, Refusal)
        assert refusal.kind == kind
        assert words in refusal.text
        # After an error the session goes on; after its end it stays ended.
        again = session.call("raises")
        assert again.kind == ("raised" if kind == "raised" else kind)


def test_a_program_that_stops_is_told_of():
    with ChildSession("x = 1 / 0", UNPROTECTED) as session:
        assert "ZeroDivisionError" in session.call("f").text


def test_a_solution_passes_in_a_child(tmp_path):
    asked = load("initialization")
    path = tmp_path / "a.py"
    path.write_text(asked.solution)
    assert grade(asked, path, lambda source: ChildSession(source, UNPROTECTED)).score == 1


def test_answers_are_records():
    with ChildSession("def f(): return 1", UNPROTECTED) as session:
        assert session.call("f") == Answer(1)


def test_an_endless_loop_in_one_function_costs_that_function_alone(tmp_path):
    asked = load("initialization")
    path = tmp_path / "a.py"
    endless = "def initialize_parameters_random(layers_dims):\n    while True: pass\n"
    path.write_text(f"{asked.solution}\n\n{endless}")
    result = grade(asked, path, lambda source: ChildSession(source, UNPROTECTED, timeout_s=1.0))
    failed = [check for check in result.checks if check.outcome == "failed"]
    assert [check.name for check in failed] == ["random_keys"]
    assert "out of time" in failed[0].reason
    assert result.score == pytest.approx(2 / 3)


def test_the_time_is_for_all_calls_together():
    source = "import time\ndef f(): time.sleep(0.8)"
    with ChildSession(source, UNPROTECTED, timeout_s=2.0) as session:
        kinds = [getattr(session.call("f"), "kind", "") for _ in range(4)]
    assert kinds == ["", "", "time", "time"]


def test_a_child_that_reads_nothing_does_not_hold_up_the_grader():
    forged = "os.write(int(sys.argv[2]), b'\\2\\0\\0\\0\\0\\0\\0\\0{}' * 5)"
    source = f"import os, sys, time\n{forged}\nwhile True: time.sleep(1)"
    with ChildSession(source, UNPROTECTED, timeout_s=1.0) as session:
        assert session.call("f", "x" * 200_000).kind == "time"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["sh", "-c", "echo no room >&2"], "no room"),
        (["sh", "-c", "exit 1"], "ended at its start"),
        (["no-such-program"], "no-such-program: No such file"),
    ],
)
def test_a_sandbox_that_does_not_start_is_no_fault_of_the_submission(command, words, tmp_path):
    layer = Layer("broken", lambda requests, answers: command)
    with ChildSession("", layer) as session:
        refusal = session.call("f")
    assert refusal.kind == "sandbox"
    assert words in refusal.text
    asked = load("initialization")
    path = tmp_path / "a.py"
    path.write_text(asked.solution)
    result = grade(asked, path, lambda source: ChildSession(source, layer))
    assert {check.outcome for check in result.checks} == {"not checked"}
    assert words in result.checks[0].reason
    assert result.score == 0
