"""The console script: Ctrl-C ends it without a traceback, also while Python is still importing."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

EXIT_INTERRUPTED = 130


def run() -> None:
    """Run `initlab`."""
    # An exception in the middle of an import can be swallowed, or become another one.
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _leave)
    from initlab.cli.main import main

    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:  # between `main` and here
        code = EXIT_INTERRUPTED
    raise SystemExit(code)


def _leave(number: int, frame: FrameType | None) -> None:
    os.write(2, b"initlab: interrupted.\n")
    os._exit(EXIT_INTERRUPTED)
