"""A check leaves healthy models alone, and names and locates the faults put into them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch

from initlab.checks.check_torch import check
from initlab.checks.fixes_torch import fix
from initlab.checks.training_torch import updates
from tests.checks.corpus import ARCHITECTURES, FAULTS, found
from tests.checks.corpus.state import state

# Each fault in the first and the last model that it fits, which are of different kinds.
PAIRS = [
    pytest.param(fault, architecture, id=f"{fault.name} in {architecture.name}")
    for fault in FAULTS
    for fitting in [[a for a in ARCHITECTURES if fault.fits(a)]]
    for architecture in dict.fromkeys((fitting[0], fitting[-1]))
]


@pytest.fixture(autouse=True)
def one_thread():
    """Models so small are not faster on two, and slower beside other work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def by_name(record):
    return record.name


@cache
def visited(architecture):
    """The report on a healthy model, and whether all of it is as before."""
    case = architecture.build(0)
    for parameter in list(case.model.parameters())[::2]:
        parameter.grad = torch.ones_like(parameter)
    before = state(case.model, case.batch)
    report = check(case.model, case.batch, case.loss)
    return report, state(case.model, case.batch) == before


def spoiled(fault, architecture, seed):
    case = architecture.build(seed)
    places = fault.inject(case, architecture, np.random.default_rng(seed))
    return case, places


def test_the_corpus_is_large_and_its_names_are_its_own():
    for records, least in ((ARCHITECTURES, 25), (FAULTS, 12)):
        names = [record.name for record in records]
        assert len(set(names)) == len(names) >= least


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=by_name)
def test_a_healthy_model_is_clean(architecture):
    report, _ = visited(architecture)
    assert report.clean, str(report)
    assert not any("the rule itself failed" in sentence for sentence in report.not_judged)


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=by_name)
def test_a_checked_model_is_what_it_was(architecture):
    _, same = visited(architecture)
    assert same


@pytest.mark.parametrize(("fault", "architecture"), PAIRS)
def test_a_fault_is_named_and_located(fault, architecture):
    case, places = spoiled(fault, architecture, 0)
    report = check(case.model, case.batch, case.loss, learning_rate=fault.learning_rate)
    assert found(fault, places, report.findings).both, str(report)


def test_a_finding_elsewhere_or_of_another_kind_is_no_hit():
    fault = next(fault for fault in FAULTS if fault.name == "identical units")
    architecture = next(a for a in ARCHITECTURES if a.name == "deep ReLU MLP")
    case, places = spoiled(fault, architecture, 0)
    (finding,) = check(case.model, case.batch, case.loss).findings
    assert found(fault, places, [finding]).both
    assert not found(fault, ("24.weight",), [finding]).located
    assert not found(FAULTS[0], places, [finding]).named


def test_a_step_that_is_called_too_large_diverges_and_a_hundredth_of_it_does_not():
    fault = next(fault for fault in FAULTS if fault.learning_rate is not None)
    for architecture in filter(fault.fits, ARCHITECTURES):
        case = architecture.build(0)
        rates = (fault.learning_rate, fault.learning_rate / 100)
        (first, *_, last), (_, *_, small) = (
            updates(architecture.build(0).model, case.batch, case.loss, 10, rate, 0)
            for rate in rates
        )
        assert small < first < last


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=by_name)
def test_alarms_in_healthy_models_are_rare(architecture):
    alarmed = 0
    for seed in range(50):
        case = architecture.build(seed)
        alarmed += not check(case.model, case.batch, case.loss, seed=seed).clean
    # At the goal of 2 % for all of them, one model has more than 5 of 50 in 5 cases of 10,000.
    assert alarmed <= 5


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=by_name)
def test_nearly_every_fault_is_found(fault):
    hits = total = 0
    for architecture in filter(fault.fits, ARCHITECTURES):
        for seed in range(10):
            case, places = spoiled(fault, architecture, seed)
            report = check(case.model, case.batch, case.loss, learning_rate=fault.learning_rate)
            hits += found(fault, places, report.findings).both
            total += 1
    assert hits >= 0.95 * total


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "architecture"), PAIRS)
def test_a_fix_ends_clean(fault, architecture):
    if not fault.repairable:
        pytest.skip("no start value repairs a learning rate")
    case, _ = spoiled(fault, architecture, 0)
    report = fix(case.model, case.batch, case.loss).report
    assert report.clean, str(report)
