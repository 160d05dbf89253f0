"""Hostile submissions: none reaches anything, none is marked right, none stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from initlab.course.grading import grade
from initlab.course.sandbox import LAYERS, Answer, ChildSession, trouble
from initlab.course.sandbox.layers import CHILD
from tests.course.sandbox.attacks import ASKED, attacks, standing_world

QUICK = {
    "read_canary",
    "write_canary",
    "tcp",
    "fork_bomb",
    "kill_parent",
    "equals_everything",
    "threads",
}


@pytest.fixture(scope="module", params=LAYERS)
def layer(request):
    layer = LAYERS[request.param]
    if why := trouble(layer):
        pytest.skip(f"{request.param}: {why}")
    return layer


@pytest.fixture
def world(tmp_path):
    with standing_world(tmp_path) as words:
        yield words


def processes():
    """The processes that run a child, without this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if str(CHILD).encode() in (entry / "cmdline").read_bytes():
                    status = (entry / "status").read_text()
                    parents = status.split("PPid:")[1].split()[0]
                    if parents in ("1", str(os.getpid())):
                        found.append(entry.name)
            except OSError:
                continue
    return found


def gone():
    deadline = time.monotonic() + 10
    while processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes()


def cases():
    for attack in attacks():
        marks = [] if attack.name in QUICK else [pytest.mark.slow]
        yield pytest.param(attack, id=attack.name, marks=marks)


@pytest.mark.parametrize("attack", list(cases()))
def test_a_hostile_submission_reaches_nothing_and_gets_no_mark(attack, layer, world, tmp_path):
    with ChildSession(attack.aimed(world), layer, timeout_s=3.0) as session:
        answer = session.call("attack")
    assert gone()
    told = answer.value if isinstance(answer, Answer) else answer.text
    assert "escaped" not in str(told)
    if attack.expected != "free":
        assert not isinstance(answer, Answer), told
    if attack.expected == "held":
        # It got as far as the attack, and that was denied.
        assert "No module" not in told
        assert "NameError" not in told
        assert "SyntaxError" not in told
    handed_in = tmp_path / "handed_in.py"
    handed_in.write_text(attack.submission(world))
    result = grade(ASKED, handed_in, lambda source: ChildSession(source, layer, timeout_s=3.0))
    assert result.score == pytest.approx(2 / 3), result.checks
    for check in result.checks:
        assert "\x1b" not in check.reason
        assert "<script" not in check.reason
    assert gone()


def test_a_solution_passes(layer, tmp_path):
    path = tmp_path / "a.py"
    path.write_text(ASKED.solution)
    assert grade(ASKED, path, lambda source: ChildSession(source, layer)).score == 1
