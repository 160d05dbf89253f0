"""Every lesson runs top to bottom, as laid out and solved, offline; what its text says is so."""

from __future__ import annotations

import runpy
import socket
import sys

import jupytext
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from initlab.course import exercise as exercises
from initlab.course.grading import grade
from initlab.course.layout import LESSONS, lesson, lesson_names
from initlab.course.percent import SOLUTION, STARTER, as_python, for_learners, read_cells
from tests.course.claims import CLAIMS
from tests.course.in_process import InProcess

NAMES = lesson_names()
GRADED = [
    (1, "initialization"),
    (2, "initialization"),
    (3, "initialization"),
    (3, "lecun_uniform"),
    (4, "he"),
    (4, "seeded"),
    (5, "xavier_glorot"),
    (8, "depth"),
]


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_):
        raise OSError("A lesson wants the network.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def source(name: str) -> str:
    return (LESSONS / f"{name}.py").read_text(encoding="utf-8")


def test_there_are_ten():
    assert [name[:2] for name in NAMES] == [f"{number:02}" for number in range(1, 11)]
    claims = [claim.__name__ for claim in CLAIMS]
    assert claims == [name.partition("_")[2] for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_as_it_is_laid_out(name, tmp_path):
    document = nbformat.reads(lesson(name), as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(document, timeout=300, resources=resources).execute()
    outputs = [output for cell in document.cells for output in cell.get("outputs", ())]
    printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert "Not yet: write" in printed
    assert sum("image/png" in output.get("data", ()) for output in outputs) >= 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "claim"), list(zip(NAMES, CLAIMS, strict=True)), ids=NAMES)
def test_a_solved_program_runs_offline_and_bears_out_its_text(
    name, claim, tmp_path, monkeypatch, capsys, offline
):
    path = tmp_path / f"{name}.py"
    path.write_text(lesson(name, "py", solved=True), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    before = np.random.get_state()
    try:
        names = runpy.run_path(str(path))
    finally:
        np.random.set_state(before)
    claim(names)
    printed = capsys.readouterr().out
    assert "Not yet" not in printed
    pictures = sorted(file.stem for file in (tmp_path / "pictures").iterdir())
    assert len(pictures) >= 2
    assert all(picture.startswith(name[:2]) for picture in pictures)


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_is_followed_by_its_solution(name):
    cells = read_cells(source(name))
    tags = [cell.tags for cell in cells]
    starters = [place for place, tag in enumerate(tags) if tag == (STARTER,)]
    assert starters
    assert [place + 1 for place in starters] == [
        place for place, tag in enumerate(tags) if tag == (SOLUTION,)
    ]
    assert all("raise NotImplementedError" in cells[place].source for place in starters)
    assert cells[0].source.startswith(f"# {int(name[:2])}. ")
    assert "## Questions" in cells[-1].source
    assert "<details>" in cells[-1].source


@pytest.mark.parametrize("solved", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_is_valid_and_is_jupytexts(name, solved):
    document = nbformat.reads(lesson(name, solved=solved), as_version=4)
    nbformat.validate(document)
    program = as_python(for_learners(read_cells(source(name)), solved=solved))
    theirs = jupytext.reads(program, fmt="py:percent")
    assert [(cell.cell_type, cell.source) for cell in document.cells] == [
        (cell.cell_type, cell.source) for cell in theirs.cells
    ]


def test_jupytext_reads_the_text_itself_as_we_do():
    text = source(NAMES[0])
    theirs = jupytext.reads(text, fmt="py:percent")
    assert [(c.kind, c.source, list(c.tags)) for c in read_cells(text)] == [
        (c.cell_type, c.source, c.metadata.get("tags", [])) for c in theirs.cells
    ]


@pytest.mark.parametrize("form", ["ipynb", "py"])
@pytest.mark.parametrize(("number", "exercise"), GRADED)
def test_a_solved_lesson_is_a_right_submission(number, exercise, form, tmp_path):
    name = NAMES[number - 1]
    path = tmp_path / f"{name}.{form}"
    path.write_text(lesson(name, form, solved=True), encoding="utf-8")
    result = grade(exercises.load(exercise), path, InProcess)
    assert [check for check in result.checks if check.outcome != "passed"] == []
    assert f"initlab course grade {exercise} {name}.{form}" in lesson(name, form)


@pytest.mark.parametrize(("number", "exercise"), GRADED)
def test_a_lesson_as_laid_out_scores_nothing(number, exercise, tmp_path):
    name = NAMES[number - 1]
    path = tmp_path / f"{name}.ipynb"
    path.write_text(lesson(name), encoding="utf-8")
    result = grade(exercises.load(exercise), path, InProcess)
    assert result.score == 0
    failed = [check for check in result.checks if check.outcome == "failed"]
    assert all("Write the function's body" in check.hint for check in failed)


def test_every_exercise_ends_a_lesson():
    assert {exercise for _, exercise in GRADED} == set(exercises.shipped())


def test_lessons_need_nothing_but_initlab_and_what_it_installs():
    allowed = {*sys.stdlib_module_names, "initlab", "numpy", "scipy", "torch"}
    for name in NAMES:
        for line in source(name).splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]) and line[0] != " ":
                assert words[1].split(".")[0] in allowed, f"{name}: {line}"
                assert words[1] != "torch" or "torch" in name


def test_a_program_is_read_back_as_the_same_cells():
    cells = for_learners(read_cells(source(NAMES[0])))
    again = read_cells(as_python(cells))
    assert [(c.kind, c.source) for c in again] == [(c.kind, c.source) for c in cells]
