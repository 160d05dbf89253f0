"""`course new`: what is laid out, and that nothing is ever overwritten."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from initlab.cli.main import main
from initlab.course import exercise as exercises
from initlab.course import path
from initlab.course.layout import lay_out, lesson, lesson_names

HELPERS = [
    "coding_neural_network_from_scratch.py",
    "init_utils.py",
    "load_dataset.py",
    "public_tests.py",
]


def contents(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_a_new_folder_holds_lessons_helpers_and_exercises(tmp_path, capsys):
    folder = tmp_path / "a" / "course"
    assert main(["course", "new", str(folder)]) == 0
    names = set(contents(folder))
    assert {f"{name}.ipynb" for name in lesson_names()} <= names
    assert set(HELPERS) <= names
    for name in exercises.shipped():
        starter = folder / "exercises" / name / f"{name}.py"
        assert starter.read_text(encoding="utf-8") == exercises.load(name).starter
        assert (folder / "exercises" / name / "task.md").is_file()
    assert len(names) == 10 + 4 + 2 * len(exercises.shipped())
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == f"Next: cd {folder} && jupyter lab 01_breaking_symmetry.ipynb"


def test_programs_instead_of_notebooks(tmp_path, capsys):
    assert main(["course", "new", str(tmp_path), "--as", "py"]) == 0
    assert not list(tmp_path.glob("*.ipynb"))
    assert (tmp_path / "04_he.py").read_text(encoding="utf-8") == lesson("04_he", "py")
    assert "&& python 01_breaking_symmetry.py" in capsys.readouterr().out


def test_the_next_command_can_be_pasted(tmp_path, capsys):
    assert main(["course", "new", str(tmp_path / "my course")]) == 0
    assert f"Next: cd '{tmp_path}/my course' && jupyter" in capsys.readouterr().out


def test_without_jupyter_it_is_said_where_to_get_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["course", "new", str(tmp_path / "a")]) == 0
    assert "pip install jupyterlab" in capsys.readouterr().out
    assert main(["course", "new", str(tmp_path / "b"), "--as", "py"]) == 0
    assert "jupyterlab" not in capsys.readouterr().out


def test_solutions_are_for_teachers(tmp_path):
    assert main(["course", "new", str(tmp_path), "--solutions"]) == 0
    text = (tmp_path / "04_he.ipynb").read_text(encoding="utf-8")
    assert text == lesson("04_he", solved=True)
    assert "NotImplementedError" not in text


def test_beside_a_notebook_only_the_helpers_are_laid_out(tmp_path, capsys):
    (tmp_path / "mine.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "init_utils.py").write_text("# mine\n", encoding="utf-8")
    assert main(["course", "new", str(tmp_path)]) == 0
    assert sorted(contents(tmp_path)) == sorted([*HELPERS, "mine.ipynb"])
    assert (tmp_path / "init_utils.py").read_text(encoding="utf-8") == "# mine\n"
    out = capsys.readouterr().out
    assert "holds a notebook: only the helper modules" in out
    assert "3 files written" in out
    assert "Kept as they are: init_utils.py." in out
    assert out.splitlines()[-1].startswith("Next: ")


def test_nothing_is_overwritten_a_second_time(tmp_path):
    lay_out(tmp_path, "py")
    own = tmp_path / "04_he.py"
    own.write_text("# my answers\n", encoding="utf-8")
    (tmp_path / "05_xavier_and_glorot.py").unlink()
    before = contents(tmp_path)
    again = lay_out(tmp_path, "py")
    assert again.written == ("05_xavier_and_glorot.py",)
    assert "04_he.py" in again.kept
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before


def test_a_link_that_leads_nowhere_is_left_alone(tmp_path):
    target = tmp_path / "elsewhere.py"
    (tmp_path / "init_utils.py").symlink_to(target)
    assert "init_utils.py" in lay_out(tmp_path).kept
    assert not target.exists()


@pytest.mark.parametrize("occupied", [".", "exercises"])
def test_a_file_in_the_way_is_one_line(occupied, tmp_path, capsys):
    folder = tmp_path / "course"
    if occupied == ".":
        folder.write_text("a file", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / occupied).write_text("a file", encoding="utf-8")
    assert main(["course", "new", str(folder)]) == 2
    said = capsys.readouterr().err
    assert "cannot hold the course" in said
    assert said.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path, capsys):
    tmp_path.chmod(0o500)
    assert main(["course", "new", str(tmp_path / "course")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_unknown_lesson_names_the_nearest():
    from initlab.errors import UnknownName

    with pytest.raises(UnknownName, match="Did you mean '04_he'"):
        lesson("04_hee")


def test_the_helpers_are_the_drop_ins(tmp_path):
    lay_out(tmp_path)
    for name in HELPERS:
        assert (tmp_path / name).read_bytes() == (path() / name).read_bytes()


def test_a_laid_out_program_runs_as_plain_python(tmp_path):
    lay_out(tmp_path, "py")
    done = subprocess.run(
        [sys.executable, "-W", "error", "01_breaking_symmetry.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Not yet: write initialize_parameters_zeros above" in done.stdout
    assert (tmp_path / "pictures" / "01_maps.png").is_file()
