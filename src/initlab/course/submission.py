"""A submission: a file or a notebook, read within bounds, as the statements that matter.

Of a notebook only the code cells count, in their order. Of the code, what defines the functions
that are asked for is kept, with everything that these use; printing, plotting and training are left
out, so that a notebook which trains for minutes is graded in a second.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from initlab.course.slicing import slice_source
from initlab.course.text import harmless
from initlab.errors import FileError

LARGEST = 10_000_000  # bytes; a notebook with many pictures has two million
MOST_CELLS = 5_000
LONGEST_CODE = 500_000  # characters; a course's notebook has twenty thousand


@dataclass(frozen=True)
class Submission:
    """What is graded.

    Attributes:
        name: of the file, harmless.
        sha256: of the file's bytes.
        source: Python that defines the functions.
        note: about what could not be read, for the reason of a missing function; or empty.
    """

    name: str
    sha256: str
    source: str
    note: str


class Unreadable(FileError):
    """A submission that is no Python file or notebook; the message is one line."""


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises: Unreadable."""
    return hashlib.sha256(_bytes(path)).hexdigest()


def read_submission(path: Path, functions: Iterable[str] = ()) -> Submission:
    """A submission from a `.py` or an `.ipynb` file.

    Args:
        path: of the file.
        functions: the names asked for, aliases too; of the code, only what they need is kept.
            Empty: everything.
    Raises: Unreadable: too large, no text, broken or too deeply nested JSON, not a notebook.
    """
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{harmless(path.name)} is no text: UTF-8 is expected.") from None
    notebook = path.suffix.lower() == ".ipynb"
    cells = notebook_cells(text, harmless(path.name)) if notebook else [text]
    if sum(map(len, cells)) > LONGEST_CODE:
        raise Unreadable(
            f"{harmless(path.name)} holds more than {LONGEST_CODE:,} characters of code."
        )
    kept, notes = [], []
    for number, cell in enumerate(cells, 1):
        code = without_magics(cell)
        fault = _fault(code)
        if fault is None:
            kept.append(code)
        else:
            notes.append(f"{f'Code cell {number}' if notebook else 'The file'} {fault}")
    source = "\n\n".join(kept)
    return Submission(
        name=harmless(path.name),
        sha256=hashlib.sha256(data).hexdigest(),
        source=slice_source(source, set(functions)),
        note=" ".join(notes[:2]),
    )


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Unreadable(f"{harmless(path.name)} is no file.")
        if path.stat().st_size > LARGEST:
            raise Unreadable(
                f"{harmless(path.name)} is larger than {LARGEST // 1_000_000} MB; "
                "clear the notebook's outputs."
            )
        return path.read_bytes()
    except OSError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"{harmless(path.name)} cannot be read: {error.strerror}.") from None


def notebook_cells(text: str, name: str = "The notebook") -> list[str]:
    """The sources of the code cells, in order.

    Args:
        text: JSON of nbformat 3 or 4.
        name: for the error.
    Raises: Unreadable: it is no notebook.

    >>> notebook_cells('{"cells": [{"cell_type": "code", "source": ["a = 1"]}]}')
    ['a = 1']
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError, MemoryError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else "broken"
        raise Unreadable(f"{name} is no notebook: its JSON is {why}.") from None
    cells = _cells(document)
    if cells is None:
        raise Unreadable(f"{name} is no notebook: it has no list of cells.")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"{name} has more than {MOST_CELLS:,} cells.")
    return [
        _joined(cell.get("source", cell.get("input", "")))
        for cell in cells
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]


def _cells(document: Any) -> list[Any] | None:
    if not isinstance(document, dict):
        return None
    sheets = document.get("worksheets")  # nbformat 3
    if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
        document = sheets[0]
    cells = document.get("cells")
    return cells if isinstance(cells, list) else None


def _joined(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


# A line of the shell or a magic; at the end of a line of Python, a question mark asks for help.
MAGIC = re.compile(r"^(\s*)(%|!|\?|[\w.]+\?{1,2}\s*$)")
# x = !ls or x = %time f(): the shell's words and the magic's value are nothing that we have.
ASSIGNED = re.compile(r"^(\s*[\w, ]+=\s*)[%!].*$")


def without_magics(cell: str) -> str:
    """A cell's Python, with IPython's own lines replaced by `pass`, so that line numbers stay.

    >>> print(without_magics("%matplotlib inline\\nx = 1"))
    pass
    x = 1
    >>> without_magics("%%bash\\nrm -r .")
    ''
    """
    if _fault(cell) is None:  # `%` and `!` inside a text are no magics
        return cell
    first = next((line.strip() for line in cell.splitlines() if line.strip()), "")
    if first.startswith("%%"):
        timed = first.split()[0] in ("%%time", "%%timeit", "%%capture", "%%prun")
        return cell.partition(first)[2] if timed else ""
    lines = []
    for line in cell.splitlines():
        if magic := MAGIC.match(line):
            lines.append(magic.group(1) + "pass")
        elif assigned := ASSIGNED.match(line):
            lines.append(assigned.group(1) + "None")
        else:
            lines.append(line)
    return "\n".join(lines)


def _fault(code: str) -> str | None:
    try:
        ast.parse(code)
        compile(code, "submission", "exec")
    except SyntaxError as error:
        return f"is no Python: {harmless(error.msg, 100)}, line {error.lineno}."
    except (ValueError, RecursionError, MemoryError):
        return "is no Python: too deeply nested, or with null bytes."
    return None
