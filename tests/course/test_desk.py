"""A learner's folder: everything laid out, nothing replaced."""

from __future__ import annotations

import json

import pytest

from initlab.course import exercise, lesson
from initlab.course.desk import lay_out
from initlab.errors import FileError

MODULES = {
    "coding_neural_network_from_scratch.py",
    "init_utils.py",
    "load_dataset.py",
    "public_tests.py",
}


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_gets_lessons_modules_and_starters(tmp_path):
    done = lay_out(tmp_path / "mine" / "course")
    expected = {
        *MODULES,
        *(f"{one.name}.ipynb" for one in lesson.shipped()),
        *(f"exercises/{name}.py" for name in exercise.shipped()),
    }
    assert names(tmp_path / "mine" / "course") == expected
    assert (len(done.written), done.kept) == (len(expected), ())
    for path in (tmp_path / "mine" / "course").glob("*.ipynb"):
        assert json.loads(path.read_text())["nbformat"] == 4


def test_beside_a_notebook_there_are_the_modules_only(tmp_path):
    own = tmp_path / "Initialization.ipynb"
    own.write_text("{}")
    lay_out(tmp_path)
    assert names(tmp_path) == {*MODULES, "Initialization.ipynb"}
    assert own.read_text() == "{}"


def test_nothing_is_replaced_and_what_is_missing_is_added(tmp_path):
    lay_out(tmp_path)
    begun = tmp_path / f"{lesson.shipped()[0].name}.ipynb"
    begun.write_text("my work")
    (tmp_path / "init_utils.py").write_text("my own")
    (tmp_path / "exercises" / "he.py").unlink()
    done = lay_out(tmp_path)
    assert begun.read_text() == "my work"
    assert (tmp_path / "init_utils.py").read_text() == "my own"
    assert [path.name for path in done.written] == ["he.py"]


def test_starters_begin_with_their_task_and_are_python(tmp_path):
    lay_out(tmp_path, "script")
    starter = (tmp_path / "exercises" / "initialization.py").read_text()
    assert starter.startswith("# # Three starts: zeros, large random numbers, He\n")
    for path in tmp_path.rglob("*.py"):
        compile(path.read_text(), path.name, "exec")


def test_a_file_in_the_way_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"Cannot lay out the course in .*file: "):
        lay_out(tmp_path / "file")
