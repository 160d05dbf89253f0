"""One driver at a time: a lock that dies with its process."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from initlab.errors import FileError


class Lock:
    """A file beside the store, locked by the system as long as this process lives.

    Raises: FileError: another process has it.
    """

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".lock")
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = _pid(descriptor)
                os.close(descriptor)
                who = f"process {pid}" if pid else "another process"
                raise FileError(
                    f"{store} is being written by {who}. Wait for it, or stop it first."
                ) from None
            except OSError:
                os.close(descriptor)
                raise
            if self._is_named(descriptor):
                break
            os.close(descriptor)  # its last owner deleted it between our two calls
        self._descriptor = descriptor
        with suppress(OSError):  # on a full disk the lock holds, only nobody knows whose it is
            os.truncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())

    def _is_named(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(self.path))
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the lock back; the file goes first, while nobody else can have it."""
        self.path.unlink(missing_ok=True)
        os.close(self._descriptor)


def _pid(descriptor: int) -> str:
    """The number in the file; its owner writes it as soon as it has the lock."""
    for _ in range(20):
        if pid := os.pread(descriptor, 20, 0).decode(errors="replace").strip():
            return pid
        time.sleep(0.01)
    return ""
