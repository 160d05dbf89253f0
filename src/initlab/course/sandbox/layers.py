"""The sandboxes, best first: each is a command that starts `child.py` with as few rights as it can.

All of them begin with `start.py`, in the place that bubblewrap or nothing has prepared.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from initlab.course.sandbox import python

START = Path(__file__).resolve().with_name("start.py")
CHILD = START.with_name("child.py")
MEMORY = 1152 << 20  # bytes of address space, of the one process that there is
FILES = 16 << 20  # bytes of the small folder
FIRST_UID, UIDS = 1 << 30, 1 << 29  # far from people, services and containers


@dataclass(frozen=True)
class Layer:
    """A way to run submissions.

    Attributes:
        description: what protects from the submission, for the terminal.
        command: runs `child.py` with a pipe for requests and one for answers.
    """

    description: str
    command: Callable[[int, int], list[str]]


def _uid() -> int | None:
    """A user id for one session; only root can change it."""
    return FIRST_UID + SystemRandom().randrange(UIDS) if os.geteuid() == 0 else None


def _run(
    pipes: list[int], child: str, begin: str, site: str, read: list[str] | None = None
) -> list[str]:
    order = {
        "child": child,
        "pipes": pipes,
        "memory": MEMORY,
        "protect": True,
        "uid": _uid(),
        "read": read,
        "site": [site],
        "list": [site, str(python.standard_library())],
    }
    return [str(python.executable()), "-I", "-S", "-B", begin, json.dumps(order)]


def bubblewrap(requests: int, answers: int) -> list[str]:
    """Namespaces of its own; root's submissions get another user id, others a user namespace."""
    user = (
        ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        if os.geteuid() == 0
        else ["--unshare-user", "--uid", "65534", "--gid", "65534"]
    )
    spaces = [f"--unshare-{name}" for name in ("pid", "net", "ipc", "uts", "cgroup-try")]
    words = ["bwrap", *user, *spaces, "--die-with-parent", "--new-session", "--clearenv"]
    for name, value in environment().items():
        words += ["--setenv", name, value]
    library = python.standard_library()
    bound = (python.executable(), library, *python.libraries())
    # bubblewrap makes folders on the way for their owner alone, and the child is another user.
    for folder in sorted({folder for path in bound for folder in path.parents} | {Path("/site")}):
        words += ["--perms", "0755", "--dir", str(folder)]
    for path in bound:
        words += ["--ro-bind", str(path), str(path)]
    for name in python.FOREIGN[:2]:
        if (library / name).is_dir():
            words += ["--tmpfs", str(library / name), "--remount-ro", str(library / name)]
    for path in python.packages():
        words += ["--ro-bind", str(path), f"/site/{path.name}"]
    words += ["--ro-bind", str(CHILD), "/child.py", "--ro-bind", str(START), "/start.py"]
    words += ["--perms", "0755", "--dir", "/dev"]
    words += ["--dev-bind", "/dev/urandom", "/dev/urandom"]
    words += ["--perms", "1777", "--size", str(FILES), "--tmpfs", "/tmp"]
    words += ["--remount-ro", "/", "--chdir", "/tmp", "--"]
    return words + _run([requests, answers], "/child.py", "/start.py", "/site")


def landlock(requests: int, answers: int) -> list[str]:
    """No file but Python's can be opened, and none written; no namespaces are needed."""
    packages = python.packages()
    paths = [*python.modules(), *python.libraries(), *packages, CHILD, Path("/dev/urandom")]
    site = str(packages[0].parent)
    return _run([requests, answers], str(CHILD), str(START), site, [str(path) for path in paths])


def unprotected(requests: int, answers: int) -> list[str]:
    """Limits on memory and files alone; used when asked for by name, never else."""
    order = {
        "child": str(CHILD),
        "pipes": [requests, answers],
        "memory": MEMORY,
        "protect": False,
        "site": [],
    }
    return [sys.executable, "-I", "-B", str(START), json.dumps(order)]


def environment() -> dict[str, str]:
    """The variables of a child: one thread, and nothing of ours."""
    return {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


LAYERS = {
    "bubblewrap": Layer("bubblewrap", bubblewrap),
    "landlock": Layer("Landlock and seccomp", landlock),
}
UNPROTECTED = Layer("none; submissions can do all that you can", unprotected)
