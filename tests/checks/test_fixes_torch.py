"""A fix: which entry wins, what is drawn, undoing it, the patch, and the proof."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

import initlab
from initlab.checks import rules
from initlab.checks.edits import Edit, plan_of
from initlab.checks.findings import Finding, Repair, Rule
from initlab.checks.prove_torch import prove
from initlab.errors import DomainError, UserCodeError
from initlab.torch import initialize
from tests.checks.rules_for_tests import RULES

BATCH = torch.linspace(-1, 1, 48).reshape(8, 6)
TARGETS = torch.arange(8) % 3


@pytest.fixture(autouse=True)
def _simple_rules(monkeypatch):
    monkeypatch.setattr(rules, "ALL", RULES)


def loss(output):
    return functional.cross_entropy(output, TARGETS)


def sick():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 3))
    nn.init.zeros_(model[2].weight)
    return model


def values(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def same(model, before):
    return {name for name, value in model.state_dict().items() if torch.equal(value, before[name])}


def test_a_fix_sets_what_was_found_and_nothing_else():
    model = sick()
    before = values(model)
    fix = initlab.fix(model, BATCH, loss, seed=4)
    # The standard deviation of xavier is 1 / √16.
    (edit,) = fix.plan
    assert edit == Edit("2.weight", "xavier", 0.25, "2.bias", "zeros stay alike", "SYM001")
    assert same(model, before) == {"0.weight", "0.bias"}
    assert fix.before.findings
    assert fix.report.clean

    expected = sick()
    initialize(expected, {"2.weight": "xavier", "2.bias": "zeros", "*": None}, seed=4)
    assert same(model, expected.state_dict()) == set(before)


def test_undo_gives_every_value_back():
    model = sick()
    before = values(model)
    fix = initlab.fix(model, BATCH, loss)
    fix.undo()
    assert same(model, before) == set(before)
    fix.undo()
    assert same(model, before) == set(before)


def test_a_clean_model_is_not_touched():
    model = sick()
    nn.init.ones_(model[2].weight)
    before = values(model)
    fix = initlab.fix(model, BATCH)
    assert fix.plan == ()
    assert same(model, before) == set(before)


def test_a_frozen_tensor_stays():
    model = sick()
    model[2].weight.requires_grad_(False)
    fix = initlab.fix(model, BATCH, loss)
    assert "2.weight" not in {edit.tensor for edit in fix.plan}
    assert not model[2].weight.any()
    assert not fix.report.clean


def repairing(code, entry, severity="error", magnitude=1.0):
    def judge(snapshot):
        yield Finding(
            code,
            "2",
            severity,
            "1",
            "2",
            f"{code}.",
            weight="2.weight",
            magnitude=magnitude,
            repairs=(Repair("2.weight", entry, code),),
        )

    return Rule(code, code.lower(), severity, "none", judge)


def test_of_two_entries_for_one_tensor_the_worst_findings_wins(monkeypatch):
    milder, worse = (
        repairing("AAA001", "he", magnitude=2),
        repairing("BBB001", "glorot", magnitude=3),
    )
    monkeypatch.setattr(rules, "ALL", (milder, worse))
    (edit,) = initlab.fix(sick(), BATCH).plan
    assert (edit.entry, edit.code) == ("glorot", "BBB001")


def test_a_fix_that_does_not_help_ends(monkeypatch):
    asked = []

    def judge(snapshot):
        asked.append(1)
        yield from repairing("AAA001", "he").judge(snapshot)

    monkeypatch.setattr(rules, "ALL", (Rule("AAA001", "a", "error", "none", judge),))
    fix = initlab.fix(sick(), BATCH)
    assert [edit.entry for edit in fix.plan] == ["he"]
    assert not fix.report.clean
    assert len(asked) == 2  # before, and after the only edit


def test_a_note_asks_for_nothing(monkeypatch):
    monkeypatch.setattr(rules, "ALL", (repairing("AAA001", "he", severity="note"),))
    assert initlab.fix(sick(), BATCH).plan == ()


def test_where_no_entry_fits_the_scale_is_measured():
    model = sick()
    nn.init.normal_(model[0].weight, std=100)
    fix = initlab.fix(model, BATCH, select=["SCL"])
    (edit,) = fix.plan
    assert edit.tensor == "0.weight"
    assert edit.entry.startswith("xavier:scale=")
    # The measurement ends within 1 % of the variance 1; the entry's scale keeps four digits of it.
    variance = float(model[0](BATCH).detach().var(correction=0))
    assert variance == pytest.approx(1, abs=0.01 + 1e-3)
    assert fix.report.clean


def test_an_interrupted_fix_leaves_the_model_as_it_was():
    model = sick()
    before = values(model)
    calls = []

    def failing(output):
        calls.append(1)
        if len(calls) > 1:
            raise ValueError("no more")
        return output.mean()

    with pytest.raises(UserCodeError):
        initlab.fix(model, BATCH, failing)
    assert same(model, before) == set(before)


def test_a_packed_weight_is_drawn_with_the_fans_of_its_parts(monkeypatch):
    torch.manual_seed(0)
    attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def judge(snapshot):
        repair = Repair("in_proj_weight", "glorot_uniform", "three matrices")
        yield Finding("TRP002", "", "warning", "1", "2", "Packed.", repairs=(repair,))

    monkeypatch.setattr(rules, "ALL", (Rule("TRP002", "packed", "warning", "none", judge),))
    fix = initlab.fix(attention, (torch.ones(2, 3, 8),) * 3)
    # 2 / (8 + 8), not PyTorch's 2 / (8 + 24).
    assert fix.plan[0].scale == pytest.approx(0.125**0.5)


def test_the_patch_repeats_the_fix():
    model, again = sick(), sick()
    fix = initlab.fix(model, BATCH, loss, seed=7)
    made = {}
    exec(fix.patch(), made)
    made["reinitialize"](again)
    assert same(again, model.state_dict()) == set(model.state_dict())


def test_a_proof_trains_copies_only_and_shows_both():
    model = sick()
    before = values(model)
    plan = initlab.fix(sick(), BATCH, loss).plan
    proof = prove(model, BATCH, loss, plan, steps=2, seeds=3, learning_rate=0.5)
    assert same(model, before) == set(before)
    assert proof.before.shape == proof.after.shape == (3, 3)
    # One model, no dropout: every seed trains the same way. The fix draws anew for each.
    assert len(set(proof.before[:, -1])) == 1
    assert len(set(proof.after[:, -1])) == 3

    by_hand = sick()
    for _ in range(2):
        by_hand.zero_grad()
        loss(by_hand(BATCH)).backward()
        with torch.no_grad():
            for parameter in by_hand.parameters():
                parameter -= 0.5 * parameter.grad
    assert proof.before[0, -1] == pytest.approx(loss(by_hand(BATCH)).item(), rel=1e-5)


def test_a_proof_of_a_factory_makes_a_model_for_each_seed():
    def create(seed):
        torch.manual_seed(seed)
        return nn.Linear(6, 3)

    proof = prove(create(0), BATCH, loss, (), steps=1, seeds=2, create=create)
    assert proof.before[0, 0] != proof.before[1, 0]
    assert (proof.before == proof.after).all()  # an empty plan changes nothing


def test_a_run_that_diverges_is_infinite_from_there_on():
    model = nn.Linear(6, 3)
    proof = prove(model, BATCH, lambda y: y.pow(4).mean(), (), steps=6, seeds=1, learning_rate=1e9)
    assert proof.before[0, -1] == float("inf")
    assert "not finite" in proof.sentence


def test_a_proof_needs_a_loss_and_steps():
    with pytest.raises(UserCodeError, match="needs a loss"):
        prove(sick(), BATCH, None, (), steps=1)
    with pytest.raises(DomainError, match="at least 1 step"):
        prove(sick(), BATCH, loss, (), steps=0)


def test_a_plan_leaves_all_that_it_does_not_name():
    plan = plan_of([Edit("a", "he", None, "b", "why", "X")])
    assert plan == {"a": "he", "b": "zeros", "*": None}
