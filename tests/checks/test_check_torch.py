"""`initlab.check` and `assert_initialized`: what comes back, and that the model is left alone."""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn
from torch.nn import functional

import initlab
from initlab.checks import rules
from initlab.errors import InitlabError, UnknownName, UserCodeError
from tests.checks.rules_for_tests import RULES


@pytest.fixture(autouse=True)
def _simple_rules(monkeypatch):
    monkeypatch.setattr(rules, "ALL", RULES)


def healthy():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 3))


def sick():
    model = healthy()
    nn.init.zeros_(model[2].weight)
    return model


BATCH = torch.linspace(-1, 1, 48).reshape(8, 6)
TARGETS = torch.arange(8) % 3


def loss(output):
    return functional.cross_entropy(output, TARGETS)


def test_a_healthy_model_is_clean():
    report = initlab.check(healthy(), BATCH, loss)
    assert report.findings == ()
    assert report.verdict == "Clean: 2 rules found nothing; not judged: STP001."
    assert "STP001 (step-too-large): no learning rate was given." in report.not_judged


def test_a_sick_model_says_what_and_where():
    report = initlab.check(sick(), BATCH, loss)
    assert [(f.code, f.layer) for f in report.findings] == [("SYM001", "2")]
    assert report.verdict == "All weights of 2 are zero: give them 'xavier'."
    text = str(report)
    assert text.startswith(report.verdict)
    assert repr(report) == text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("batch", [BATCH, (BATCH,), [BATCH], {"input": BATCH}])
def test_a_batch_is_a_tensor_arguments_or_keywords(batch):
    assert initlab.check(healthy(), batch).snapshot.batch_size == 8


def test_a_learning_rate_lets_the_steps_be_judged():
    report = initlab.check(healthy(), BATCH, loss, learning_rate=0.1)
    assert report.snapshot.curvature.learning_rate == 0.1
    assert report.verdict == "Clean: 3 rules found nothing."


def test_select_and_ignore_choose_rules():
    assert initlab.check(sick(), BATCH, ignore=["SYM"]).findings == ()
    assert initlab.check(sick(), BATCH, select=["SCL"]).judgement.judged == ("SCL002",)
    with pytest.raises(UnknownName, match="'QQQ'"):
        initlab.check(sick(), BATCH, select=["QQQ"])
    with pytest.raises(UserCodeError, match="list of codes"):
        initlab.check(sick(), BATCH, select="SCL")


def test_the_json_can_be_written_and_says_its_schema():
    document = json.loads(json.dumps(initlab.check(sick(), BATCH).to_json(), allow_nan=False))
    assert document["schema"] == 1
    (found,) = document["findings"]
    expected = {"code", "layer", "weight", "severity", "measured", "expected", "message"}
    assert set(found) == expected
    assert found["code"] == "SYM001"
    assert document["not_judged"] == list(initlab.check(sick(), BATCH).not_judged)


def test_the_page_holds_verdict_explanation_and_pictures(tmp_path):
    report = initlab.check(sick(), BATCH, loss)
    page = report.write_report(tmp_path / "page.html").read_text("utf-8")
    assert report.verdict.replace("'", "&#39;") in page
    assert "Its units stay alike." in page
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert report._repr_html_().startswith('<div class="initlab">')


def test_what_the_model_raises_becomes_one_line():
    with pytest.raises(UserCodeError, match="The model raised in its forward: RuntimeError") as e:
        initlab.check(healthy(), torch.ones(8, 5))
    assert "\n" not in str(e.value)


def test_assert_initialized_lists_what_was_found():
    initlab.assert_initialized(healthy(), BATCH)
    with pytest.raises(AssertionError, match="SYM001 in 2: 100 % zeros, expected less") as error:
        initlab.assert_initialized(sick(), BATCH, loss)
    assert isinstance(error.value, InitlabError)
    assert error.value.report.findings


def test_the_model_is_left_as_it_was():
    model = sick()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    initlab.check(model, BATCH, loss)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_a_factory_of_widths_lets_them_be_judged():
    def made(width):
        return nn.Sequential(nn.Linear(6, width), nn.Linear(width, 3))

    slopes = initlab.check(healthy(), BATCH, loss, widths=made).snapshot.width_slopes
    assert {slope.layer for slope in slopes} == {"0", "1"}
