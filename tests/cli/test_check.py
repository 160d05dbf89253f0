"""`initlab check` as a user meets it: exit codes, JSON, files, and every wrong use in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import torch

from initlab.checks import rules
from initlab.cli.main import main
from tests.checks.rules_for_tests import RULES

MODELS = """
import torch
from torch import nn
from torch.nn import functional

print("hello from the user's module")


class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 3))
        print("hello from the user's class")


def sick():
    model = Net()
    nn.init.zeros_(model[2].weight)
    return model, torch.ones(8, 6)


def whole():
    model, batch = sick()
    targets = torch.arange(8) % 3
    return model, batch, lambda output: functional.cross_entropy(output, targets)


def tokens():
    return nn.Sequential(nn.Embedding(11, 6), nn.Linear(6, 11))


def needs(width):
    return nn.Linear(width, 1)


def fails():
    raise ValueError("no data\\nhere")


def number():
    return 3


def mean(output):
    return output.mean()


def vector(output):
    return output


wide = lambda width: nn.Sequential(nn.Linear(6, width), nn.Linear(width, 3))
ready = Net()
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A folder with models, and two simple rules."""
    monkeypatch.setattr(rules, "ALL", RULES)
    (tmp_path / "models.py").write_text(MODELS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    sys.modules.pop("models", None)


def checked(words, capsys):
    code = main(["check", *words.split()])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_clean_model_gives_0_and_a_next_step(capsys):
    code, out, err = checked("models.py:Net --input 8,6", capsys)
    assert code == 0
    assert out.startswith("Clean: 2 rules found nothing; not judged: STP001.")
    assert out.splitlines()[-1].startswith("Next: ")
    # The class is made twice: by the module itself, and for the check.
    assert err == "hello from the user's module\n" + 2 * "hello from the user's class\n"


def test_findings_give_1_and_the_verdict_first(capsys):
    code, out, _ = checked("models:sick", capsys)
    assert code == 1
    assert out.startswith("All weights of 2 are zero: give them 'xavier'.")
    assert out.splitlines()[-1].endswith("check models:sick --fix")
    assert "hello" not in out
    assert max(map(len, out.splitlines()[:-1])) <= 80


@pytest.mark.parametrize(
    "words",
    [
        "models:ready --input 8,6",
        "models:Net --input 8,6 --loss mse",
        "models:Net --input 8,6 --loss cross_entropy",
        "models:Net --input 8,6 --loss models:mean",
        "models:tokens --input ids:4,5 --loss cross_entropy",
        "models:whole --ignore SYM",
        "models:whole --select SCL,STP --learning-rate .1",
        "models:Net --input 8,6 --loss mse --widths models:wide",
    ],
)
def test_targets_inputs_and_losses_go_together(words, capsys):
    assert checked(words, capsys)[0] == 0


def test_json_is_one_document_of_schema_1(capsys):
    code, out, _ = checked("models:sick --json", capsys)
    document = json.loads(out)
    assert code == 1
    assert document["schema"] == 1
    (found,) = document["findings"]
    assert found["severity"] in ("error", "warning", "note")
    for key in ("code", "layer", "severity", "measured", "expected", "message"):
        assert isinstance(found[key], str)
    assert all(isinstance(why, str) for why in document["not_judged"])


def test_a_fix_shows_the_plan_and_checks_again(capsys):
    code, out, _ = checked("models:sick --fix", capsys)
    assert code == 1  # the model on disk is as it was
    assert "2.weight" in out
    assert "After the fix: Clean" in out


def test_a_fix_is_written_as_python_and_as_a_state_dict(project, capsys):
    assert checked("models:sick --fix --out re.py", capsys)[0] == 1
    made = {}
    exec((project / "re.py").read_text(), made)
    import models

    model, _ = models.sick()
    report = made["reinitialize"](model)
    assert report["2.weight"].entry == "xavier"
    assert model[2].weight.any()

    assert checked("models:sick --fix --out re.pt", capsys)[0] == 1
    model.load_state_dict(torch.load(project / "re.pt", weights_only=True))
    assert model[2].weight.any()


def test_a_proof_says_both_losses(capsys):
    code, out, _ = checked("models:whole --prove 3", capsys)
    assert code == 1
    assert "After 3 steps of gradient descent at learning rate 0.01" in out


def test_a_report_is_one_file(project, capsys):
    assert checked("models:sick --report", capsys)[0] == 1
    assert "Is Net well initialized?" in (project / "report.html").read_text("utf-8")


def test_explain_prints_the_rules_page(capsys):
    for word in ("SYM001", "sym001", "zero-weights"):
        code, out, _ = checked(f"--explain {word}", capsys)
        assert code == 0
        assert out.startswith("SYM001 zero-weights (error)\n\nAll weights of a layer are zero.")
        assert "Limit: a weight that is not zero" in out


def test_the_projects_settings_are_the_defaults(project, capsys):
    (project / "pyproject.toml").write_text(
        '[tool.initlab.check]\ntarget = "models:sick"\nignore = ["SYM"]\n'
    )
    assert checked("", capsys)[0] == 0
    assert checked("--ignore SCL", capsys)[0] == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "A check needs a model: file.py:Class or package.module:factory."),
        ("models.py", "names no object"),
        ("nothing.py:Net", "No file nothing.py"),
        ("nothing:Net", "No module named 'nothing'"),
        ("models.py:Nett", "models.py has no 'Nett'"),
        ("models:needs", "models:needs needs arguments (width)"),
        ("models:fails", "models:fails raised ValueError: no data here."),
        ("models:number", "should give a model, (model, batch) or (model, batch, loss); got int"),
        ("models:Net", "such as --input 64,6"),
        ("models:Net --input 8,x", "got '8,x'"),
        ("models:Net --input 8,0", "got '8,0'"),
        ("models:Net --input ids:8,6", "has no nn.Embedding"),
        ("models:Net --input 8,5", "The model raised in its forward: RuntimeError"),
        ("models:sick --loss crossentropy", "A loss is cross_entropy, mse or module:function"),
        ("models:sick --loss models:vector", "should return a tensor with one element"),
        ("models:sick --loss models:fails", "models:fails raised TypeError"),
        ("models:sick --select QQQ", "No rule is called 'QQQ'"),
        ("models:sick --explain SYM002", "No rule is called 'SYM002'"),
        ("models:sick --out re.py", "Give --fix too"),
        ("models:sick --fix --out re.txt", "takes a .py file to call or a .pt file"),
        ("models:sick --fix --out no/re.py", "there is no folder no"),
        ("models:sick --report no/r.html", "there is no folder no"),
        ("models:sick --prove 0", "at least 1 step; got 0"),
        ("models:sick --prove 2", "needs a loss"),
        ("models:sick --learning-rate -1", "should be above 0 and finite; got -1"),
        ("models:sick --seed 1.5", "takes a whole number"),
        ("models:sick --widths models:fails", "The factory of widths raised"),
        ("models:sick --widths models:wide --fix", "Give one of them"),
        ("models:sick --example", "Leave target and input out"),
        ("models:sick --imput 3", "--imput"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(words, message, capsys):
    code, out, err = checked(words, capsys)
    assert code == 2
    assert out == ""
    lines = [line for line in err.splitlines() if not line.startswith("hello")]
    assert len(lines) == 1
    assert lines[0].startswith("initlab: ")
    assert message in lines[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.initlab.check]\nselekt = ['SCL']", "Did you mean 'select'?"),
        ("[tool.initlab.check]\nselect = 3", "should be a list of texts; got 3"),
        ("[tool.initlab.check]\ntarget = 3", "should be a text; got 3"),
        ("[tool.initlab]\ncheck = 3", "should be a table; got 3"),
        ("[tool", "is not valid TOML"),
    ],
)
def test_wrong_settings_are_one_line_and_exit_2(text, message, project, capsys):
    (project / "pyproject.toml").write_text(text)
    code, _, err = checked("", capsys)
    assert code == 2
    assert err.count("\n") == 1
    assert message in err


def test_without_pytorch_one_line_says_how_to_get_it(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['torch'] = None\n")
    done = subprocess.run(
        [sys.executable, "-m", "initlab", "check", "--example"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pip install 'initlab[torch]'" in done.stderr


def test_the_help_page_fits_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["check", "--help"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
