"""The program of the child process: runs a submission, answers calls with plain bytes.

It is run by `start.py`, imports nothing of initlab and knows no answer. Once it is "ready", it
reads the submission's source and then calls, each a line of JSON. An answer is two lengths, then
that many bytes of a JSON head, and of arrays.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import Any

import numpy

KINDS = "biufc"  # booleans, integers, floats and complex numbers; no objects


class NotPlain(TypeError):
    """A value that is neither a number, text, an array of numbers, nor a list or dict of these."""


def packed(value: Any, buffers: list[bytes]) -> Any:
    """The value as JSON, with each array in `buffers`."""
    if value is None or type(value) in (bool, int, str):
        return {"plain": value}
    if isinstance(value, float | numpy.floating | numpy.integer | numpy.bool_):
        return {"float": float(value).hex()}
    if isinstance(value, numpy.ndarray):
        if value.dtype.kind not in KINDS or value.dtype.itemsize > 16:
            raise NotPlain(f"an array of {value.dtype} holds no plain numbers")
        buffers.append(numpy.ascontiguousarray(value).tobytes())
        return {"array": [value.dtype.str, list(value.shape)]}
    if isinstance(value, dict):
        return {"dict": [[str(key), packed(inside, buffers)] for key, inside in value.items()]}
    if isinstance(value, list | tuple):
        return {"list": [packed(inside, buffers) for inside in value]}
    raise NotPlain(f"a {type(value).__name__} is no array, number, list or dictionary")


def answer(names: dict[str, Any], function: str, arguments: list[Any]) -> tuple[Any, list[bytes]]:
    """The head and the buffers of one call's answer."""
    buffers: list[bytes] = []
    try:
        return {"value": packed(names[function](*arguments), buffers)}, buffers
    except BaseException as error:
        return {"refusal": _told(error)}, []


def _told(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:1000]
    except BaseException:
        return "an error that cannot be printed"


def main() -> None:
    """Read the source, run it, and answer calls until the parent closes the pipe."""
    requests = os.fdopen(int(sys.argv[1]), "r", encoding="utf-8")
    answers = os.fdopen(int(sys.argv[2]), "wb")
    os.dup2(1, 2)  # until here, faults of the sandbox could be told there
    answers.write(b"ready")
    answers.flush()
    names: dict[str, Any] = {"__name__": "submission"}
    fault = None
    try:
        exec(compile(json.loads(requests.readline()), "submission", "exec"), names)
    except BaseException as error:
        fault = _told(error)
    for line in requests:
        request = json.loads(line)
        head, buffers = (
            ({"refusal": f"the program stops at {fault}"}, [])
            if fault
            else answer(names, request["function"], request["arguments"])
        )
        text = json.dumps(head).encode()
        answers.write(struct.pack("<II", len(text), sum(map(len, buffers))) + text)
        answers.writelines(buffers)
        answers.flush()


if __name__ == "__main__":
    main()
