"""Reading submissions: notebooks of any make, magics, bounds, and what is left out."""

from __future__ import annotations

import json

import pytest

from initlab.course.slicing import slice_source
from initlab.course.submission import (
    LARGEST,
    Unreadable,
    notebook_cells,
    read_submission,
    without_magics,
)
from initlab.course.text import harmless


def test_only_code_cells_count_in_their_order():
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "markdown", "source": "c = 3"},
        {"cell_type": "code", "source": "d = 4"},
        "no cell",
        {"cell_type": "code"},
    ]
    assert notebook_cells(json.dumps({"cells": cells})) == ["a = 1\nb = 2", "d = 4", ""]


def test_notebooks_of_the_third_format_are_read():
    sheet = {"cells": [{"cell_type": "code", "input": "a = 1"}]}
    assert notebook_cells(json.dumps({"worksheets": [sheet]})) == ["a = 1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "JSON is broken"),
        ("[" * 200_000, "nested too deeply"),
        ("[]", "no list of cells"),
        ('{"cells": 3}', "no list of cells"),
        ('{"cells": [' + "1," * 6000 + "1]}", "more than 5,000 cells"),
        ("", "JSON is broken"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_line(text, words, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    with pytest.raises(Unreadable, match=words) as raised:
        read_submission(path)
    assert "\n" not in str(raised.value)


def test_huge_and_binary_files_are_refused(tmp_path):
    huge = tmp_path / "huge.py"
    with huge.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Unreadable, match="larger than 10 MB"):
        read_submission(huge)
    binary = tmp_path / "binary.py"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Unreadable, match="no text"):
        read_submission(binary)
    with pytest.raises(Unreadable, match="no file"):
        read_submission(tmp_path)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install x", "pass"),
        ("if a:\n    %time f()\n", "if a:\n    pass"),
        ("files = !ls\ny = %time f()", "files = None\ny = None"),
        ("np.zeros??\nx = 1", "pass\nx = 1"),
        ("x = 5 % 3", "x = 5 % 3"),
        ("s = '''\n%d of them\n'''", "s = '''\n%d of them\n'''"),
        ("%%bash\nrm x", ""),
        ("%%time\nx = 1", "\nx = 1"),
    ],
)
def test_magics_become_nothing_and_texts_stay(cell, code):
    assert without_magics(cell) == code


def test_training_is_left_out_and_helpers_stay():
    program = (
        "from helpers import load\n"
        "SCALE = {}\n"
        "SCALE['he'] = 2\n"
        "def inner(n): return SCALE['he'] / n\n"
        "X = load()\n"
        "def f(n): return inner(n)\n"
        "model = train(X, f)\n"
        "print(f(3))\n"
    )
    kept = slice_source(program, {"f"})
    assert "X = load" not in kept
    assert "train" not in kept
    assert "print" not in kept
    names: dict = {}
    exec(kept, names)
    assert names["f"](4) == 0.5


def test_functions_made_in_another_way_keep_the_whole_program():
    names: dict = {}
    exec(slice_source("globals()['f'] = lambda: 3", {"f"}), names)
    assert names["f"]() == 3


def test_a_cell_that_is_no_python_is_told_of(tmp_path):
    cells = [{"cell_type": "code", "source": source} for source in ("x = 1", "def f(:\n  pass")]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    submission = read_submission(path, {"f"})
    assert "x = 1" in submission.source
    assert submission.note.startswith("Code cell 2 is no Python")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("<script>alert(1)</script>", "‹script›alert(1)‹/script›"),
        ("=HYPERLINK(1)", "’=HYPERLINK(1)"),
        ("@SUM", "’@SUM"),
        ("a\r\n\tb", "a b"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("x" * 1000, "x" * 299 + "…"),
    ],
)
def test_a_students_text_cannot_do_anything(text, shown):
    assert harmless(text) == shown
