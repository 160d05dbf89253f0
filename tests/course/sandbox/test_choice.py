"""The command itself on machines that lack a sandbox: it names its choice, or it refuses."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from initlab.course.exercise import load
from initlab.course.sandbox import LAYERS, trouble

WITHOUT = Path(__file__).with_name("without.py")
SOLUTION = load("he").solution

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="what is taken away is Linux's, on x86-64",
)


@pytest.fixture
def course_grade(tmp_path):
    """Runs the command where the kernel lacks something; says if the submission could write."""
    command = [sys.executable, str(WITHOUT), "landlock", sys.executable, "-c", ""]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no filter of system calls can be set up here")
    mark = tmp_path / "ran"
    tmp_path.chmod(0o777)
    submission = tmp_path / "ada.py"
    submission.write_text(f"{SOLUTION}\n\nhe_normal.ran = open({str(mark)!r}, 'w')\n")

    def run(missing, *options, bwrap=True):
        empty = tmp_path / "empty"
        empty.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "initlab", "course", "grade", "he", str(submission)]
        done = subprocess.run(
            [sys.executable, str(WITHOUT), missing, *command, *options],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, **({} if bwrap else {"PATH": str(empty)})},
        )
        return done, mark.exists()

    return run


@pytest.mark.parametrize(
    ("missing", "bwrap", "words"),
    [
        ("landlock", False, ["bwrap: No such file", "this kernel has no Landlock"]),
        ("landlock,namespaces", True, ["bubblewrap: bwrap:", "this kernel has no Landlock"]),
        ("seccomp", True, ["no bubblewrap: ", "no Landlock and seccomp: "]),
    ],
)
def test_without_a_sandbox_it_refuses_in_one_line_and_runs_nothing(
    course_grade, missing, bwrap, words
):
    done, ran = course_grade(missing, bwrap=bwrap)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "--unsafe-no-sandbox" in done.stderr
    for word in words:
        assert word in done.stderr
    assert not ran


def test_asked_for_by_name_it_runs_unprotected_and_says_so(course_grade):
    done, ran = course_grade("landlock", "--unsafe-no-sandbox", bwrap=False)
    assert done.returncode == 0, done
    assert "sandbox: none" in done.stderr
    assert ran  # the same submission's mark: the tests above can go red


def test_landlock_is_the_choice_without_bubblewrap_and_the_reason_is_printed(course_grade):
    if why := trouble(LAYERS["landlock"]):
        pytest.skip(f"landlock: {why}")
    done, ran = course_grade("namespaces", bwrap=False)
    assert "sandbox: Landlock and seccomp (no bubblewrap: bwrap: No such file" in done.stderr
    assert not ran


def test_bubblewrap_needs_no_landlock(course_grade):
    if why := trouble(LAYERS["bubblewrap"]):
        pytest.skip(f"bubblewrap: {why}")
    done, ran = course_grade("landlock")
    assert "sandbox: bubblewrap\n" in done.stderr
    assert not ran
