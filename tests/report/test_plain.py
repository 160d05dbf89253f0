"""Plain text: the same wherever it is asked for."""

import builtins

from rich.panel import Panel

from initlab.report import plain


class ZMQInteractiveShell:
    """By this name Rich knows Jupyter's shell."""


def test_a_notebook_gets_the_same_text(monkeypatch):
    expected = "╭──────╮\n│ one  │\n│ two  │\n╰──────╯"
    assert plain(Panel("one two"), 8) == expected
    monkeypatch.setattr(builtins, "get_ipython", ZMQInteractiveShell, raising=False)
    assert plain(Panel("one two"), 8) == expected
