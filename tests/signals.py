"""Signals as a terminal leaves them, for what the tests start."""

import signal

_USUAL = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}


def as_usual() -> None:
    """Hear again what a shell's background jobs and `nohup` ignore, and all they start."""
    for number, handler in _USUAL.items():
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, handler)
