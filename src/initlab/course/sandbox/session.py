"""A submission in a child process, which answers calls with plain values."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from initlab.course.sandbox.layers import Layer, environment
from initlab.course.sandbox.values import unpacked

TIMEOUT_S = 9.0  # with start and end, a function is done with in 10
START_S = 60.0  # for Python and NumPy, before a line of the submission runs
LARGEST_HEAD = 1 << 20
LARGEST_ARRAYS = 64 << 20


@dataclass(frozen=True)
class Answer:
    """What a function returned: numbers, text, arrays, and lists and dictionaries of these."""

    value: Any


@dataclass(frozen=True)
class Refusal:
    """Why there is no value.

    Attributes:
        kind: "raised", "time", "ended" or "malformed"; "sandbox" if the sandbox did not start,
            which is not the submission's fault.
        text: the reason in words, perhaps the submission's own.
    """

    kind: str
    text: str


class ChildSession:
    """A submission in a child process; a context manager.

    Args:
        source: Python, run before the first call is answered.
        layer: what protects from it.
        timeout_s: how long running the source and answering all calls may take together.
    """

    def __init__(self, source: str, layer: Layer, timeout_s: float = TIMEOUT_S) -> None:
        self._layer = layer
        self._source = source
        self._timeout_s = self._left_s = timeout_s
        self._over: Refusal | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ChildSession:
        self._folder = TemporaryDirectory(prefix="initlab-", ignore_cleanup_errors=True)
        self._answers, child_out = os.pipe()
        child_in, self._requests = os.pipe()
        self._faults, faults = os.pipe()
        try:
            self._process = subprocess.Popen(
                self._layer.command(child_in, child_out),
                pass_fds=(child_in, child_out),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=faults,
                cwd=self._folder.name,
                env={"PATH": os.environ.get("PATH", ""), **environment()},
                start_new_session=True,
            )
        except OSError as error:
            self._over = Refusal("sandbox", f"{error.filename}: {error.strerror}")
        for descriptor in (child_in, child_out, faults):
            os.close(descriptor)
        if self._over is None:
            self._start()
        return self

    def _start(self) -> None:
        """Wait until the child has given up its rights, then hand it the source."""
        deadline = time.monotonic() + START_S
        try:
            self._read(len(b"ready"), deadline)
            self._send(self._source, deadline)
        except TimeoutError:
            self._over = Refusal("sandbox", f"it has not started after {START_S:g} s")
        except EOFError:
            self._kill()
            os.set_blocking(self._faults, False)
            told = b""
            with suppress(BlockingIOError):
                told = os.read(self._faults, 1 << 16)
            words = told.decode(errors="replace").strip().splitlines()
            self._over = Refusal("sandbox", words[-1] if words else "it ended at its start")

    def _kill(self) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def __exit__(self, *_: object) -> None:
        self._kill()
        for descriptor in (self._requests, self._answers, self._faults):
            os.close(descriptor)
        self._folder.cleanup()

    def call(self, function: str, /, *arguments: Any) -> Answer | Refusal:
        """Call a function of the submission; once it has ended, every call is refused."""
        if self._over is not None:
            return self._over
        deadline = time.monotonic() + self._left_s
        try:
            self._send({"function": function, "arguments": arguments}, deadline)
            head_size, array_size = struct.unpack("<II", self._read(8, deadline))
            if head_size > LARGEST_HEAD or array_size > LARGEST_ARRAYS:
                raise ValueError("the answer is too large")
            head = json.loads(self._read(head_size, deadline))
            arrays = self._read(array_size, deadline)
            self._left_s = deadline - time.monotonic()
            if "refusal" in head:
                return Refusal("raised", str(head["refusal"]))
            return Answer(unpacked(head["value"], arrays))
        except TimeoutError:
            self._over = Refusal("time", f"out of time, which is {self._timeout_s:g} s")
        except EOFError:
            self._over = Refusal("ended", "the program has ended itself or used too much memory")
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
            OverflowError,
        ) as e:
            self._over = Refusal("malformed", f"the answer is no plain value ({e})")
        return self._over

    def _send(self, document: Any, deadline: float) -> None:
        data = json.dumps(document).encode() + b"\n"
        with suppress(BrokenPipeError):  # ended already: reading tells so
            while data:
                _wait([], [self._requests], deadline)
                # So many bytes never block, even if the child reads none.
                data = data[os.write(self._requests, data[: select.PIPE_BUF]) :]

    def _read(self, count: int, deadline: float) -> bytes:
        parts = []
        while count:
            _wait([self._answers], [], deadline)
            part = os.read(self._answers, min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


def _wait(to_read: list[int], to_write: list[int], deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not any(select.select(to_read, to_write, [], left)):
        raise TimeoutError
