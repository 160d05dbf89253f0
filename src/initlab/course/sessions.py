"""Where submissions run: a child process of their own, which answers calls with plain values.

The child runs in a sandbox (see `sandbox`), and its values are checked before use. Without one it
has limits on time, memory and files only; that is used when asked for by name, never else.
"""

from __future__ import annotations

import json
import math
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import numpy as np

from initlab.course.judging.student import Session
from initlab.course.sandbox import Layer, choose
from initlab.course.sandbox.choice import environment

CHILD = Path(__file__).resolve().parent / "child.py"
TIMEOUT_S = 10.0
MEMORY = 2 << 30  # bytes of address space; NumPy and SciPy take half of it
LARGEST_HEAD = 1 << 20
LARGEST_ARRAYS = 64 << 20
DTYPES = "biufc"


@dataclass(frozen=True)
class Answer:
    """What a function returned: numbers, text, arrays, and lists and dictionaries of these."""

    value: Any


@dataclass(frozen=True)
class Refusal:
    """Why there is no value: `kind` is "raised", "time", "ended" or "malformed"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Sessions:
    """A way to run submissions.

    Attributes:
        open: makes a session of a source.
        description: one line for the terminal: what protects from the submission.
        faults_of_ours: kinds of refusals that are never the student's fault.
    """

    open: Callable[[str], AbstractContextManager[Session]]
    description: str
    faults_of_ours: frozenset[str] = frozenset()


def sessions(unsafe: bool) -> Sessions:
    """The way to run submissions here.

    Args:
        unsafe: run them unprotected.
    Raises: NoSandbox: it would be unprotected and `unsafe` is not set.
    """
    if unsafe:
        return Sessions(ChildSession, "no sandbox: submissions can do all that you can.")
    layer = choose()
    return Sessions(partial(ChildSession, layer=layer), f"Sandbox: {layer.name}")


class ChildSession:
    """A submission in a child process; a context manager."""

    def __init__(
        self, source: str, timeout_s: float = TIMEOUT_S, layer: Layer | None = None
    ) -> None:
        self._layer = layer
        self._source = source
        self._timeout_s = timeout_s
        self._over: Refusal | None = None

    def __enter__(self) -> ChildSession:
        self._folder = TemporaryDirectory(prefix="initlab-", ignore_cleanup_errors=True)
        here, child_out = os.pipe()
        child_in, there = os.pipe()
        self._answers = here
        self._requests: IO[bytes] = os.fdopen(there, "wb")
        command = (
            self._layer.command(child_in, child_out)
            if self._layer
            else [
                *_limited(),
                sys.executable,
                "-I",
                "-B",
                str(CHILD),
                str(child_in),
                str(child_out),
            ]
        )
        self._process = subprocess.Popen(
            command,
            pass_fds=(child_in, child_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env={"PATH": os.environ.get("PATH", ""), "HOME": self._folder.name, **environment()},
            start_new_session=True,
        )
        os.close(child_in)
        os.close(child_out)
        self._send(self._source)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with suppress(OSError):
            self._requests.close()
        os.close(self._answers)
        self._folder.cleanup()

    def call(self, function: str, /, *arguments: Any) -> Answer | Refusal:
        """Call a function of the submission; once it has ended, every call is refused."""
        if self._over is not None:
            return self._over
        self._send({"function": function, "arguments": arguments})
        deadline = time.monotonic() + self._timeout_s
        try:
            head_size, array_size = struct.unpack("<II", self._read(8, deadline))
            if head_size > LARGEST_HEAD or array_size > LARGEST_ARRAYS:
                raise ValueError("the answer is too large")
            head = json.loads(self._read(head_size, deadline))
            arrays = self._read(array_size, deadline)
            if "refusal" in head:
                return Refusal("raised", str(head["refusal"]))
            return Answer(_unpacked(head["value"], _Reader(arrays)))
        except TimeoutError:
            self._over = Refusal("time", f"out of time after {self._timeout_s:g} s")
        except EOFError:
            self._over = Refusal("ended", "the program has ended itself or used too much memory")
        except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
            self._over = Refusal("malformed", f"the answer is no plain value ({error})")
        return self._over

    def _send(self, document: Any) -> None:
        with suppress(OSError):  # ended already: reading tells so
            self._requests.write(json.dumps(document).encode() + b"\n")
            self._requests.flush()

    def _read(self, count: int, deadline: float) -> bytes:
        parts = []
        while count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._answers], [], [], left)[0]:
                raise TimeoutError
            part = os.read(self._answers, min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


def _limited() -> list[str]:
    """`prlimit`, where it is installed: no preexec function, which threads forbid."""
    from shutil import which

    program = which("prlimit")
    if program is None:
        return []
    return [program, f"--as={MEMORY}", "--core=0", "--nofile=64", f"--fsize={16 << 20}", "--"]


class _Reader:
    """Takes the arrays' bytes one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def take(self, dtype: np.dtype[Any], shape: list[int]) -> Any:
        count = math.prod(shape)
        end = self._place + count * dtype.itemsize
        if end > len(self._data) or count < 0:
            raise ValueError("an array's bytes are missing")
        part = self._data[self._place : end]
        self._place = end
        return np.frombuffer(part, dtype=dtype).reshape(shape)


def _unpacked(node: Any, arrays: _Reader) -> Any:
    ((kind, inside),) = node.items()
    if kind == "plain" and (inside is None or type(inside) in (bool, int, str)):
        return inside
    if kind == "float":
        return float.fromhex(inside)
    if kind == "array":
        dtype = np.dtype(str(inside[0]))
        if dtype.kind not in DTYPES or not all(
            type(size) is int and size >= 0 for size in inside[1]
        ):
            raise ValueError("an array of no plain numbers")
        return arrays.take(dtype, inside[1])
    if kind == "dict":
        return {str(key): _unpacked(value, arrays) for key, value in inside}
    if kind == "list":
        return [_unpacked(value, arrays) for value in inside]
    raise ValueError(f"an unknown kind of value, {kind!r:.40}")
