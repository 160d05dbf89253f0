"""Ctrl-C, a polite kill and a closed terminal: noted, so that work can be saved first."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

NOTED = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass
class Noted:
    """The first signal that came, if any."""

    signal: int | None = None

    @property
    def exit_code(self) -> int:
        """What a shell calls a program that this signal ended; 0 without one."""
        return 0 if self.signal is None else 128 + self.signal


@contextmanager
def noted() -> Iterator[Noted]:
    """Note these signals instead of ending; a second one ends at once.

    A signal that the caller ignores, as under nohup, stays ignored. Off the main thread nothing
    can be noted.
    """
    found = Noted()

    def note(number: int, _: FrameType | None) -> None:
        if found.signal is not None:
            os._exit(128 + number)
        found.signal = number

    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name, None) for name in NOTED):
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                before[number] = signal.signal(number, note)
    try:
        yield found
    finally:
        for number, handler in before.items():
            with suppress(TypeError):  # a handler that was not set from Python
                signal.signal(number, handler)
