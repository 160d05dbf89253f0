"""Plans: what they expand into, and what tells one run from another."""

from itertools import product

import pytest

from initlab import datasets
from initlab.errors import DataError, InitlabError
from initlab.study.plan import Plan
from initlab.study.python_plan import plan
from initlab.study.sources import Source

STARTS = ["he", "xavier", "random:scale=0.1"]
RATES = [0.01, 0.1]


def test_cells_are_all_combinations_with_the_last_axis_fastest():
    made = plan(initializer=STARTS, learning_rate=RATES, depth=[1, 3], width=4)
    found = [
        (c.values["initializer"], c.values["depth"], c.values["learning_rate"]) for c in made.cells
    ]
    assert found == list(product(STARTS, [1, 3], RATES))
    assert [cell.position for cell in made.cells] == list(range(12))
    assert made.cells[5].layers == (4,)
    assert made.cells[-1].layers == (4, 4, 4)


def test_an_exclusion_drops_the_cells_that_meet_all_its_conditions():
    exclude = [
        {"initializer": "he", "learning_rate": {"min": 0.05}},
        {"initializer": ["xavier", "random:scale=.1"], "activation": "tanh"},
    ]
    made = plan(
        initializer=STARTS, learning_rate=RATES, activation=["relu", "tanh"], exclude=exclude
    )
    kept = {
        (c.values["initializer"], c.values["activation"], c.values["learning_rate"])
        for c in made.cells
    }
    by_hand = {
        (start, phi, rate)
        for start, phi, rate in product(STARTS, ["relu", "tanh"], RATES)
        if not (start == "he" and rate == 0.1) and not (start != "he" and phi == "tanh")
    }
    assert kept == by_hand


def test_every_run_of_a_plan_has_an_id_of_its_own():
    made = plan(
        initializer=STARTS,
        activation=["relu", "tanh"],
        layers=[[3], [3, 3], []],
        optimizer=["gd", "momentum", "momentum:momentum=0.5", "adam"],
        learning_rate=RATES,
        batch_size=[None, 32],
        l2=[0.0, 0.1],
        iterations=[10, 20],
        data=["circles", "moons"],
        seeds=2,
    )
    ids = [run for cell in made.cells for run in made.ids(cell)]
    assert len(ids) == made.runs == 3 * 2 * 3 * 4 * 2 * 2 * 2 * 2 * 2 * 2
    assert len(set(ids)) == made.runs


def test_an_id_depends_on_content_not_on_the_place_in_the_plan():
    alone = plan(initializer="xavier", learning_rate=0.1, seeds=3)
    among = plan(initializer=STARTS, learning_rate=RATES, seeds=5, first_seed=1)
    cell = next(
        c
        for c in among.cells
        if c.values["initializer"] == "xavier" and c.values["learning_rate"] == 0.1
    )
    assert alone.ids(alone.cells[0])[1:] == among.ids(cell)[:2]


def test_depth_and_width_are_another_way_to_write_layers():
    long, short = plan(layers=[[7, 7]]), plan(depth=2, width=7)
    assert long.ids(long.cells[0]) == short.ids(short.cells[0])


@pytest.mark.parametrize("change", [{"points": 7}, {"record_layers": True}, {"loss": "squared"}])
def test_what_is_recorded_is_part_of_a_run(change):
    one, other = plan(), plan(**change)
    assert one.ids(one.cells[0]) != other.ids(other.cells[0])


def test_the_loss_of_the_data_and_the_same_loss_by_name_are_one_run():
    one, other = plan(), plan(loss="binary")
    assert one.ids(one.cells[0]) == other.ids(other.cells[0])


def test_a_plan_survives_its_own_text_without_its_data():
    made = plan(
        initializer=STARTS,
        layers=[[10, 5], []],
        exclude=[{"learning_rate": {"max": 0.05}, "initializer": "he"}, {"layers": [[]]}],
        learning_rate=RATES,
        target_cost=0.3,
    )
    again = Plan.from_json(made.to_json())
    assert again == made
    assert again.to_json() == made.to_json()
    assert [again.ids(cell) for cell in again.cells] == [made.ids(cell) for cell in made.cells]


def test_a_cell_trains_what_its_values_say():
    made = plan(data="digits", layers=[[6, 4]], optimizer="adam:beta2=.9", iterations=100, points=4)
    spec = made.spec(made.cells[0])
    assert spec.sizes == (64, 6, 4, 10)
    assert (spec.loss, spec.optimizer, spec.beta2, spec.momentum) == ("softmax", "adam", 0.9, 0.9)
    assert spec.record_at == (0, 25, 50, 75)


def test_changed_data_are_noticed():
    source = Source.of(datasets.load("moons"))
    changed = Source("circles", source.fingerprint, 2, 2, 300)
    with pytest.raises(DataError, match="has changed since this study began"):
        changed.load()


def test_a_function_is_told_apart_by_its_source(tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text("def start(shape, rng):\n    return rng.standard_normal(shape)\n")
    before = plan(initializer=f"{mine}:start")
    mine.write_text("def start(shape, rng):\n    return 2 * rng.standard_normal(shape)\n")
    after = plan(initializer=f"{mine}:start")
    assert before.ids(before.cells[0]) != after.ids(after.cells[0])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"initializer": "hee"}, "Did you mean 'he'"),
        ({"colour": "red"}, "no setting 'colour'"),
        ({"initializer": ["he", "kaiming_normal"]}, "'he' twice"),
        ({"initializer": ["he", "he"]}, "'he' twice"),
        ({"learning_rate": float("nan")}, "finite number"),
        ({"learning_rate": True}, "finite number"),
        ({"iterations": 1.5}, "whole number"),
        ({"layers": [10], "depth": 2}, "layers, or depth and width"),
        ({"depth": 2}, "go together"),
        ({"layers": [[0]]}, "at least 1"),
        ({"seeds": 0}, "Seeds are whole numbers"),
        ({"optimizer": "adam:beta2=2"}, "from 0 to below 1"),
        ({"exclude": [{"initializer": "he"}]}, "leave no cell"),
        ({"exclude": [{"learning_rate": 3.0}]}, "never is 3.0"),
        (
            {
                "learning_rate": [k / 1000 for k in range(1000)],
                "l2": [k / 1e6 for k in range(1001)],
            },
            "at most 1,000,000 cells",
        ),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_line(wrong, says):
    with pytest.raises(InitlabError, match=says) as found:
        plan(**wrong)
    assert "\n" not in str(found.value)
