"""`initlab course grade` and `course exercises` as a teacher meets them."""

from __future__ import annotations

import json

import pytest

from initlab.cli.main import main
from initlab.course.exercise import load

HE = load("he")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.py").write_text(HE.solution)
    (tmp_path / "class" / "bob.py").write_text(HE.mistakes[1].source)
    return tmp_path / "class"


def test_one_submission_has_the_documents_form(folder, tmp_path, capsys):
    out = tmp_path / "grade.json"
    words = ["course", "grade", "he", str(folder / "ada.py"), "--unsafe-no-sandbox"]
    assert main([*words, "--json", str(out)]) == 0
    document = json.loads(out.read_text())
    assert list(document) == ["schema", "score", "checks"]
    assert (document["schema"], document["score"]) == (1, 1.0)
    assert document["checks"][0] == {
        "name": "matrix",
        "outcome": "passed",
        "reason": "",
        "hint": "",
    }
    printed, said = capsys.readouterr()
    assert printed.splitlines()[-1] == "ada.py: 100%"
    assert "sandbox: none" in said


def test_a_folder_has_a_line_for_each(folder, tmp_path, capsys):
    out = tmp_path / "grades.jsonl"
    words = ["course", "grade", "he", str(folder), "--unsafe-no-sandbox", "--json", str(out)]
    assert main(words) == 1
    first = out.read_text()
    assert [json.loads(line)["submission"] for line in first.splitlines()] == ["ada.py", "bob.py"]
    assert [json.loads(line)["score"] for line in first.splitlines()] == [1.0, 0.0]
    assert "2 submissions, mean score 50%" in capsys.readouterr().out
    assert main(words) == 1
    assert out.read_text() == first


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["hee", "."], "No exercise is called 'hee'. Did you mean 'he'?"),
        (["he", "nowhere.py"], "There is no nowhere.py."),
        (["he", "EMPTY"], "holds no .py and no .ipynb file"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_two(words, message, folder, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    places = {"EMPTY": str(tmp_path / "empty"), "CLASS": str(folder)}
    assert main(["course", "grade", *(places.get(word, word) for word in words)]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_the_exercises_are_listed_with_their_functions(capsys):
    assert main(["course", "exercises"]) == 0
    out = capsys.readouterr().out
    assert "initialization: Three starts" in out
    assert "    initialize_parameters_he\n" in out
