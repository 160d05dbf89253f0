"""The lessons: each runs from top to bottom, as it is laid out, solved, and as plain Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from initlab.course import lesson

LESSONS = lesson.shipped()
EACH = pytest.mark.parametrize("one", LESSONS, ids=lambda one: one.name)


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """A kernel named python3 that is this interpreter, whatever else is installed."""
    folder = tmp_path / "jupyter" / "kernels" / "python3"
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(
        f'{{"argv": {command}, "display_name": "this", "language": "python"}}'.replace("'", '"')
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")


def executed(one: lesson.Lesson, *, solved: bool) -> list[str]:
    """What the cells print; raises where one fails."""
    book = nbformat.reads(one.written(solved=solved), as_version=4)
    nbformat.validate(book)
    NotebookClient(book, timeout=240, kernel_name="python3").execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert [o for o in outputs if o.get("name") == "stderr"] == []
    assert any("image/png" in output.get("data", {}) for output in outputs), "no picture"
    return [output["text"] for output in outputs if output.output_type == "stream"]


def test_there_are_ten_with_a_number_and_a_title_each():
    assert [one.name[:2] for one in LESSONS] == [f"{k:02}" for k in range(1, 11)]
    assert len({one.title for one in LESSONS}) == 10


@EACH
def test_a_lesson_has_a_task_a_solution_and_questions(one):
    laid_out, solved = one.written(), one.written(solved=True)
    assert '"task"' in laid_out
    assert '"solution"' not in laid_out
    assert laid_out.count('"task"') == solved.count('"solution"')
    assert "## Questions" in laid_out
    assert "<details>" in laid_out


@EACH
def test_a_lesson_runs_from_top_to_bottom_as_it_is_laid_out(one, kernel):
    told = "".join(executed(one, solved=False)).lower()
    assert "not yet" in told or one.name.startswith("10")  # there the check itself answers


@pytest.mark.slow
@EACH
def test_a_lesson_runs_with_its_solutions_which_are_right(one, kernel):
    told = "".join(executed(one, solved=True)).lower()
    assert "not yet" not in told
    assert "right" in told or one.name.startswith("10")


@pytest.mark.slow
@EACH
def test_a_lesson_runs_as_plain_python_without_a_network(one, tmp_path):
    path = tmp_path / f"{one.name}.py"
    path.write_text(one.written("script", solved=True), encoding="utf-8")
    no_network = ["unshare", "--net", "--map-root-user"] if _can_unshare() else []
    ended = subprocess.run(
        [*no_network, sys.executable, str(path)],
        capture_output=True,
        text=True,
        env={**os.environ, "MPLBACKEND": "agg"},
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr


def _can_unshare() -> bool:
    try:
        return not subprocess.run(["unshare", "--net", "--map-root-user", "true"]).returncode
    except FileNotFoundError:
        return False


def test_the_same_notebook_comes_out_each_time():
    assert LESSONS[0].written() == LESSONS[0].written()


def test_without_jupytext_it_is_told_what_to_install(monkeypatch):
    from initlab.errors import MissingPackage

    monkeypatch.setitem(sys.modules, "jupytext", None)
    with pytest.raises(MissingPackage, match=r"pip install 'initlab\[course\]'"):
        lesson.Lesson(Path("x.py")).written()
