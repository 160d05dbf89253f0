"""Selecting rules, one finding per cause, worst first, and the verdict."""

from __future__ import annotations

import pytest

from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.judgement import judged
from initlab.checks.snapshot import Signal, Snapshot, Weight
from initlab.errors import UnknownName


def signal(step, layer):
    return Signal(
        step=step,
        weight=f"{layer}.weight",
        layer=layer,
        operation="dense",
        input_mean_square=1.0,
        output_mean_square=1.0,
        output_mean=0.0,
        predicted_mean_square=None,
        predicted_error=None,
        similarity=None,
        input_similarity=None,
        effective_rank=None,
        rank_limit=None,
    )


SNAPSHOT = Snapshot(
    "Net", "training", 8, (), tuple(signal(step, name) for step, name in enumerate("abc"))
)


def finding(code, layer, severity="error", magnitude=1.0, explains=()):
    return Finding(
        code,
        layer,
        severity,
        "3",
        "1",
        f"{code} is wrong in {layer}.",
        magnitude=magnitude,
        explains=explains,
    )


def rule(code, *found, name="a-name"):
    return Rule(code, name, "error", "none", lambda snapshot: iter(found))


def raising(code, error):
    def judge(snapshot):
        raise error
        yield

    return Rule(code, "a-name", "error", "none", judge)


def codes(judgement):
    return [(f.code, f.layer) for f in judgement.findings]


def test_a_symptom_further_on_is_attached_to_its_cause():
    cause, symptom = finding("ACT001", "a", explains=("GRD001",)), finding("GRD001", "c")
    judgement = judged(SNAPSHOT, rules=[rule("GRD001", symptom), rule("ACT001", cause)])
    assert codes(judgement) == [("ACT001", "a")]
    assert judgement.causes[0].symptoms == (symptom,)


def test_the_same_code_before_the_cause_is_a_finding_of_its_own():
    cause, before = finding("ACT001", "b", explains=("GRD001",)), finding("GRD001", "a")
    judgement = judged(SNAPSHOT, rules=[rule("GRD001", before), rule("ACT001", cause)])
    assert sorted(codes(judgement)) == [("ACT001", "b"), ("GRD001", "a")]


def test_a_symptom_of_a_symptom_belongs_to_the_first_cause():
    chain = [
        finding("AAA001", "a", explains=("BBB001",)),
        finding("BBB001", "b", explains=("CCC001",)),
        finding("CCC001", "c"),
    ]
    judgement = judged(SNAPSHOT, rules=[rule(f.code, f) for f in reversed(chain)])
    assert codes(judgement) == [("AAA001", "a")]
    assert [s.code for s in judgement.causes[0].symptoms] == ["BBB001", "CCC001"]


def test_of_two_that_explain_each_other_one_is_kept():
    pair = [
        finding("AAA001", "a", explains=("BBB001",), magnitude=2),
        finding("BBB001", "a", explains=("AAA001",), magnitude=5),
    ]
    judgement = judged(SNAPSHOT, rules=[rule(f.code, f) for f in pair])
    assert codes(judgement) == [("BBB001", "a")]


def test_the_whole_model_explains_any_layer_and_any_layer_the_whole_model():
    everywhere = finding("AAA001", "", explains=("BBB001",))
    assert codes(judged(SNAPSHOT, rules=[rule("X", everywhere, finding("BBB001", "a"))])) == [
        ("AAA001", "")
    ]
    local = finding("AAA001", "c", explains=("BBB001",))
    assert codes(judged(SNAPSHOT, rules=[rule("X", local, finding("BBB001", ""))])) == [
        ("AAA001", "c")
    ]


def test_a_layer_whose_weight_is_not_applied_is_found_among_the_weights():
    unused = Weight("d.weight", "weight", "d", "Linear", (2, 2), "float32", 0, 0, 1)
    snapshot = Snapshot("Net", "training", 8, (unused,), SNAPSHOT.signals)
    found = [finding("AAA001", "d", explains=("BBB001",)), finding("BBB001", "c")]
    # The signal d does not exist, so d counts as after c and cannot explain it.
    assert len(judged(snapshot, rules=[rule("X", *found)]).findings) == 2


def test_a_cause_is_as_severe_as_its_worst_symptom():
    note = finding("AAA001", "a", severity="note", explains=("BBB001",))
    judgement = judged(SNAPSHOT, rules=[rule("X", note, finding("BBB001", "b"))])
    assert [f.severity for f in judgement.findings] == ["error"]
    assert not judgement.clean


def test_the_worst_comes_first():
    found = [
        finding("AAA001", "a", severity="note", magnitude=99),
        finding("BBB001", "b", severity="warning", magnitude=9),
        finding("CCC001", "c", magnitude=2),
        finding("DDD001", "c", magnitude=float("inf")),
        finding("EEE001", "a", magnitude=3),
    ]
    judgement = judged(SNAPSHOT, rules=[rule("X", *found)])
    assert [c for c, _ in codes(judgement)] == ["DDD001", "EEE001", "CCC001", "BBB001", "AAA001"]
    assert judgement.verdict == "DDD001 is wrong in c."


RULES = [rule(code) for code in ("SCL001", "SCL002", "GRD001")]


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ((), (), ["SCL001", "SCL002", "GRD001"]),
        (("SCL",), (), ["SCL001", "SCL002"]),
        (("scl001", "GRD"), (), ["SCL001", "GRD001"]),
        ((), ("SCL001",), ["SCL002", "GRD001"]),
        (("SCL",), ("SCL002",), ["SCL001"]),
    ],
)
def test_rules_are_chosen_by_code_or_prefix(select, ignore, left):
    judgement = judged(SNAPSHOT, select=select, ignore=ignore, rules=RULES)
    assert list(judgement.judged) == left


@pytest.mark.parametrize("words", [{"select": ["SCX"]}, {"ignore": ["SCL009"]}, {"select": [""]}])
def test_a_code_that_no_rule_has_is_refused(words):
    with pytest.raises(UnknownName, match="No rule is called"):
        judged(SNAPSHOT, rules=RULES, **words)


def test_a_clean_verdict_names_what_was_not_judged():
    rules = [*RULES, raising("STP001", NotJudged("no learning rate was given."))]
    judgement = judged(SNAPSHOT, rules=rules)
    assert judgement.verdict == "Clean: 3 rules found nothing; not judged: STP001."
    assert judgement.not_judged == ("STP001 (a-name): no learning rate was given.",)


def test_a_note_alone_is_clean():
    judgement = judged(SNAPSHOT, rules=[rule("X", finding("HED002", "c", severity="note"))])
    assert judgement.clean
    assert judgement.verdict == "Clean: 1 rule found 1 note and nothing else."


def test_a_rule_that_fails_costs_its_own_judgement_and_no_other():
    found = finding("SCL001", "a")
    judgement = judged(SNAPSHOT, rules=[raising("BAD001", KeyError("x")), rule("SCL001", found)])
    assert judgement.findings == (found,)
    assert "BAD001 (a-name): the rule itself failed, KeyError" in judgement.not_judged[0]


def test_what_the_probe_could_not_measure_is_passed_on():
    snapshot = Snapshot("Net", "training", 8, (), (), not_judged=("No backward pass.",))
    assert judged(snapshot, rules=RULES).not_judged == ("No backward pass.",)
