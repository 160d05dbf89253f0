"""Which sandbox this machine has, and the command that starts a child in it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from shutil import which

from initlab.course.sandbox import python, start
from initlab.errors import InitlabError

START = Path(start.__file__).resolve()
CHILD = START.parent.parent / "child.py"
MEMORY = 1152 << 20  # bytes of address space, of the one process that there is
FILES = 16 << 20  # bytes of the small folder
FIRST_UID, UIDS = 1 << 30, 1 << 29  # far from people, services and containers


class NoSandbox(InitlabError):
    """Submissions would run unprotected, and nobody has asked for that."""


@dataclass(frozen=True)
class Layer:
    """A sandbox: its name, and the command that runs `child.py` in it on two pipes."""

    name: str
    command: Callable[[int, int], list[str]]


def _uid() -> int | None:
    """A user id for one session; only root can change it."""
    return FIRST_UID + SystemRandom().randrange(UIDS) if os.geteuid() == 0 else None


def _run(child: str, begin: str, site: str, read: list[str] | None, pipes: list[int]) -> list[str]:
    order: dict[str, object] = {
        "child": child,
        "pipes": pipes,
        "memory": MEMORY,
        "uid": _uid(),
        "read": read,
    }
    order |= {"site": [site], "list": [site, str(python.standard_library())]}
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
    return words + _run("/child.py", "/start.py", "/site", None, [requests, answers])


def landlock(requests: int, answers: int) -> list[str]:
    """No file but Python's can be opened, and none written; no namespaces are needed."""
    packages = python.packages()
    paths = [*python.modules(), *python.libraries(), *packages, CHILD, Path("/dev/urandom")]
    site = str(packages[0].parent) if packages else ""
    read = [str(path) for path in paths]
    return _run(str(CHILD), str(START), site, read, [requests, answers])


def environment() -> dict[str, str]:
    """The variables of a child: one thread, and nothing of ours."""
    return {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


LAYERS = {
    "bubblewrap": Layer("bubblewrap", bubblewrap),
    "landlock": Layer("Landlock and seccomp", landlock),
}


def trouble(name: str) -> str:
    """Why a layer cannot be used here; empty if a program has just run in it."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "it is for Linux on x86-64"
    if name == "bubblewrap" and which("bwrap") is None:
        return "bwrap is not installed"
    if name == "landlock" and start.landlock_version() == 0:
        return "this kernel has no Landlock"
    return _tried(LAYERS[name])


def _tried(layer: Layer) -> str:
    """One call of one function, through the pipes."""
    source = json.dumps("import numpy\ndef f(): return 1") + "\n"
    call = json.dumps({"function": "f", "arguments": []}) + "\n"
    here, answers = os.pipe()
    requests, there = os.pipe()
    try:
        os.write(there, (source + call).encode())
        os.close(there)
        done = subprocess.run(
            layer.command(requests, answers),
            pass_fds=(requests, answers),
            capture_output=True,
            env={"PATH": os.environ.get("PATH", ""), **environment()},
            timeout=60,
            check=False,
        )
        os.close(answers)
        answers = -1
        if os.read(here, 1000).endswith(b'{"value": {"plain": 1}}'):
            return ""
        told = done.stderr.decode(errors="replace").strip().splitlines()
        return told[-1] if told else f"it ended with {done.returncode}"
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    finally:
        for descriptor in (here, requests, answers):
            if descriptor >= 0:
                os.close(descriptor)


def choose() -> Layer:
    """The best sandbox that works here.

    Raises: NoSandbox: none does; the message says why of each.
    """
    troubles = []
    for name, layer in LAYERS.items():
        why = trouble(name)
        if not why:
            return layer
        troubles.append(f"{layer.name}: {why}")
    raise NoSandbox(
        f"Submissions are run in a sandbox only, and none works here ({'; '.join(troubles)}). "
        "Install bubblewrap; for code that you trust, --unsafe-no-sandbox runs it with your rights."
    )
