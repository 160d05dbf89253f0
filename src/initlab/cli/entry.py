"""The console script: Ctrl-C ends it without a traceback, also while Python is still importing."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

EXIT_INTERRUPTED = 130
EXIT_SIGNAL = 128  # and its number: how a shell names the end by a signal


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
    if code > EXIT_SIGNAL:  # all is saved and said: wait for nobody's threads
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


def _leave(number: int, frame: FrameType | None) -> None:
    os.write(2, b"initlab: interrupted.\n")
    os._exit(EXIT_INTERRUPTED)
