"""A session without a sandbox, for tests of judging: the submission runs in this process.

It answers as the sandbox does, and gives NumPy's global random state back at its end.
"""

from __future__ import annotations

import copy
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Answer:
    value: Any


@dataclass(frozen=True)
class Refusal:
    kind: str
    text: str


class InProcess:
    def __init__(self, source: str) -> None:
        self.source = source
        self.names: dict[str, Any] = {"__name__": "submission"}
        self.fault = ""

    def __enter__(self) -> InProcess:
        self.state = np.random.get_state()
        try:
            exec(compile(self.source, "submission", "exec"), self.names)
        except Exception as error:
            self.fault = f"{type(error).__name__}: {error}"
        return self

    def __exit__(self, *_: object) -> None:
        np.random.set_state(self.state)

    def call(self, function: str, *arguments: Any) -> Answer | Refusal:
        if self.fault:
            return Refusal("raised", self.fault)
        try:
            with np.errstate(all="ignore"), redirect_stdout(StringIO()):
                return Answer(copy.deepcopy(self.names[function](*copy.deepcopy(arguments))))
        except Exception as error:
            return Refusal("raised", f"{type(error).__name__}: {error}")
