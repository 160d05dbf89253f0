"""How a check ends other than well: with a failure of the student's, or with a lack of ours."""

from __future__ import annotations


class Failure(Exception):
    """The student's function does not do what was asked.

    >>> Failure("W1 has 2 rows, not 3.", hint="Rows are outputs.").hint
    'Rows are outputs.'
    """

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class NotChecked(Exception):
    """Nothing can be said, by no fault of the student's: it costs no mark and is no pass."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
