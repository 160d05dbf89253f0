"""Hostile submissions: none reaches anything, none is marked right, none stays.

Each file of `hostile/` defines `attack()`. Its first line says what must come of it: "held", it
fails before `return "escaped"`; "refused", there is no value; "free", it does no harm.
"""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from initlab.course.exercise import load
from initlab.course.grading import grade
from initlab.course.sandbox import LAYERS, Answer, ChildSession, trouble
from initlab.course.sandbox.layers import CHILD

HOSTILE = sorted((Path(__file__).parent / "hostile").glob("*.py"))
QUICK = {
    "read_canary",
    "write_canary",
    "tcp",
    "fork_bomb",
    "kill_parent",
    "equals_everything",
    "threads",
}
EXERCISE = CHILD.parent.parent / "exercises" / "initialization" / "solution.py"


@pytest.fixture(scope="module", params=LAYERS)
def layer(request):
    layer = LAYERS[request.param]
    if why := trouble(layer):
        pytest.skip(f"{request.param}: {why}")
    return layer


@pytest.fixture
def world(tmp_path):
    """A file that must not change, and sockets that nobody may reach."""
    canary = tmp_path / "canary"
    canary.write_text("untouched")
    (tmp_path / "other.py").write_text("another submission")
    tmp_path.chmod(0o777)
    canary.chmod(0o666)
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "socket"))
        (tmp_path / "socket").chmod(0o777)
        unix.listen()
        words = {
            "CANARY": canary,
            "OTHER": tmp_path / "other.py",
            "EXERCISE": EXERCISE,
            "HOME": tmp_path,
            "PORT": tcp.getsockname()[1],
            "UNIX": tmp_path / "socket",
            "PARENT": os.getpid(),
        }
        yield words
        for listening in (tcp, unix):
            listening.setblocking(False)
            with pytest.raises(BlockingIOError):
                listening.accept()
    assert canary.read_text() == "untouched"


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
    for path in HOSTILE:
        marks = [] if path.stem in QUICK else [pytest.mark.slow]
        yield pytest.param(path, id=path.stem, marks=marks)


@pytest.mark.parametrize("path", list(cases()))
def test_a_hostile_submission_reaches_nothing_and_gets_no_mark(path, layer, world, tmp_path):
    expected, attack = path.read_text().removeprefix("# ").split("\n", 1)
    for word, meaning in world.items():
        attack = attack.replace(word, str(meaning))
    with ChildSession(attack, layer, timeout_s=3.0) as session:
        answer = session.call("attack")
    assert gone()
    told = answer.value if isinstance(answer, Answer) else answer.text
    assert "escaped" not in str(told)
    if expected != "free":
        assert not isinstance(answer, Answer), told
    if expected == "held":
        # It got as far as the attack, and that was denied.
        assert "No module" not in told
        assert "NameError" not in told
        assert "SyntaxError" not in told
    asked = load("initialization")
    handed_in = tmp_path / "handed_in.py"
    last = "def initialize_parameters_zeros(layers_dims):\n    return attack()\n"
    handed_in.write_text(f"{asked.solution}\n\n{attack}\n\n{last}")
    result = grade(asked, handed_in, lambda source: ChildSession(source, layer, timeout_s=3.0))
    assert result.score == pytest.approx(2 / 3), result.checks
    for check in result.checks:
        assert "\x1b" not in check.reason
        assert "<script" not in check.reason
    assert gone()


def test_a_solution_passes(layer, tmp_path):
    asked = load("initialization")
    path = tmp_path / "a.py"
    path.write_text(asked.solution)
    assert grade(asked, path, lambda source: ChildSession(source, layer)).score == 1
