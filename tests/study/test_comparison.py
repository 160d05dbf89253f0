"""A comparison: the documents' table, seeds, JSON, text, pictures and the page."""

import json
from html.parser import HTMLParser

import numpy as np
import pytest

import initlab
from initlab.errors import DataError, DomainError, FileError, UnknownName
from initlab.study.comparison import evenly, printed_by_the_blog
from tests.documents import CIRCLES


@pytest.fixture(scope="module")
def three():
    """The notebook's own experiment."""
    return initlab.compare(initializers=["zeros", "random", "he"])


@pytest.fixture(scope="module")
def small():
    return initlab.compare(initializers=["zeros", "he", "glorot"], iterations=60, seeds=4)


def test_the_table_is_the_documents_table(three):
    for row, name in zip(three.rows, ("zeros", "random", "he"), strict=True):
        assert row.train_accuracy == CIRCLES[name]["train_accuracy"]
        assert row.test_accuracy == CIRCLES[name]["test_accuracy"]
    assert [row.diagnosis.cause for row in three.rows] == ["symmetric", "saturated", ""]
    assert [row.diagnosis.learned for row in three.rows] == [False, True, True]
    assert "all units of layer 1 stay equal" in three.rows[0].comment
    assert "sigmoid saturated at the start: cost 1,774" in three.rows[1].comment
    assert three.verdict.startswith("He trains this network best (96% of the test data right")
    assert "zeros fails to break symmetry" in three.verdict


def test_json_holds_the_documents_costs(three):
    runs = json.loads(json.dumps(three.to_json(), allow_nan=False))["runs"]
    he = runs[2]
    assert (he["initializer"], he["seed"], he["diverged_at"]) == ("he", 3, None)
    assert he["iterations"] == list(range(0, 15_000, 1000))
    np.testing.assert_allclose(he["cost"], CIRCLES["he"]["costs"], rtol=0, atol=1e-9)
    assert he["test_accuracy"] == CIRCLES["he"]["test_accuracy"]


def test_more_seeds_never_change_the_first(small):
    alone = initlab.compare(initializers=["zeros", "he", "glorot"], iterations=60)
    assert small.seeds == (3, 4, 5, 6)
    for name in ("zeros", "he", "glorot"):
        many, one = small.of(name)[0].outcome, alone.of(name)[0].outcome
        assert many.history == one.history
        assert many.final == one.final
    costs = {r.outcome.final.cost for r in small.of("he")}
    assert len(costs) == 4


def test_spread_over_seeds_is_counted_by_hand(small):
    finals = {n: [r.outcome.final.cost for r in small.of(n)] for n in ("zeros", "he", "glorot")}
    lowest = [min(costs) for costs in zip(*finals.values(), strict=True)]
    for row in small.rows:
        wins = sum(c == best for c, best in zip(finals[row.name], lowest, strict=True))
        assert row.over_seeds.lowest_in == wins
        assert row.over_seeds.cost[1] == np.median(finals[row.name])


def test_text_names_every_model_and_explains_the_two_names(small):
    text = str(small)
    assert text.splitlines()[0].startswith(small.verdict[:40])
    for row in small.rows:
        assert row.title in text
    assert "Over 4 seeds, 3 … 6" in text
    assert "Two rules share a name" in text


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.count = {}

    def handle_starttag(self, tag, attrs):
        self.count[tag] = self.count.get(tag, 0) + 1


def test_the_report_has_a_picture_for_everything(small, tmp_path):
    path = small.write_report(tmp_path / "report.html")
    page = path.read_text("utf-8")
    outline = Outline()
    outline.feed(page)
    # One of curves, and per model one decision map, one of signal and one of gradient.
    assert outline.count["svg"] == 1 + 3 * 3
    assert small.verdict.replace(">", "&gt;") in page
    assert "--seeds 4" in page
    assert outline.count.get("script", 0) == 0


def test_a_notebook_shows_the_same_page(small):
    assert small.verdict[:30] in small._repr_html_()


def test_plots_take_the_users_axes(small):
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    assert small.plot(ax=ax) is ax
    assert small.plot_boundary("he").get_title(loc="left") == "He"


def test_a_report_that_cannot_be_written(small, tmp_path):
    with pytest.raises(FileError, match="there is no folder"):
        small.write_report(tmp_path / "missing" / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_many_classes_train_with_softmax_and_have_no_decision_map(tmp_path):
    digits = initlab.compare("digits", ["he"], iterations=3)
    assert digits.runs[0].sizes == (64, 10, 5, 10)
    assert digits.runs[0].loss == "softmax"
    with pytest.raises(DataError, match="two features"):
        digits.plot_boundary("he")
    assert "The data" in digits.write_report(tmp_path / "r.html").read_text("utf-8")


def test_pictures_follow_the_blog(tmp_path):
    from PIL import Image

    rng = np.random.default_rng(0)
    for name in ("cat.1", "cat.2", "dog.1", "dog.2"):
        pixels = rng.integers(0, 256, (6, 5, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    found = initlab.compare(f"images:{tmp_path}", ["xavier"], layers=(5, 5), activation="tanh")
    run = found.runs[0]
    assert (run.seed, run.iterations, run.sizes) == (1, 1000, (90, 5, 5, 1))
    assert run.record_at == (0, 99, 199, 299, 399, 499, 599, 699, 799, 899, 999)
    assert found.batch.dataset.class_names == ("dog", "cat")
    assert found.rows[0].train_accuracy == 1.0
    assert "One example per class" in found._repr_html_()


def test_a_diverged_run_is_a_row_like_any_other():
    found = initlab.compare(
        initializers=["he", "random:scale=1e150"], iterations=40, learning_rate=1.0
    )
    bad = found.rows[1]
    assert bad.diagnosis.cause == "diverged"
    assert bad.cost_at_end == np.inf
    run = found.to_json()["runs"][1]
    assert run["diverged_at"] >= 1
    assert run["train_accuracy"] is None
    assert run["final_cost"] is None
    assert "diverged: layer" in str(found)
    assert found._repr_html_()


def test_functions_records_and_names_can_be_mixed():
    def mine(shape, rng):
        return rng.standard_normal(shape)

    entries = ["he", initlab.initializers.get("xavier"), mine, "random:scale=.01"]
    found = initlab.compare(initializers=entries, iterations=5)
    assert [row.name for row in found.rows] == ["he", "xavier", "mine", "random:scale=0.01"]


def test_no_hidden_layer_compares_starts_of_logistic_regression():
    found = initlab.compare("blobs", ["zeros", "he"], layers=(), iterations=100)
    assert found.rows[0].diagnosis.learned
    assert found._repr_html_()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"initializers": []}, DomainError, "at least one; got none"),
        ({"initializers": ["he", "he"]}, DomainError, "he twice"),
        ({"seeds": 0}, DomainError, "got 0 from 3 on"),
        ({"seed": -1}, DomainError, "from -1 on"),
        ({"data": "digits", "loss": "binary"}, DomainError, "two classes; digits has 10"),
        ({"activation": "rellu"}, UnknownName, "Did you mean 'relu'"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, error, words):
    with pytest.raises(error, match=words):
        initlab.compare(**change)


def test_recorded_iterations():
    assert evenly(15_000) == tuple(range(0, 15_000, 1000))
    assert evenly(0) == (0,)
    assert evenly(7) == (0, 1, 2, 3, 4, 5, 6)
    assert printed_by_the_blog(1000)[:3] == (0, 99, 199)
    assert printed_by_the_blog(5) == (0, 1, 2, 3, 4)


def test_results_are_found_by_any_name_of_their_initializer(small):
    assert small.of("he_normal") == small.of("he")
    with pytest.raises(UnknownName, match="Did you mean 'he'"):
        small.of("hee")


def test_starts_of_one_name_are_told_apart():
    def he(shape, rng):
        return rng.standard_normal(shape)

    found = initlab.compare(initializers=["he", he, lambda s, rng: he(s, rng) / 2], iterations=2)
    assert [row.name for row in found.rows] == ["he", "he 2", "<lambda>"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"layers": 10}, "list of sizes"),
        ({"seeds": 2.5}, "whole numbers"),
        ({"seeds": 10**9}, "at most 1,000,000 runs"),
        ({"iterations": 1.5}, "whole number"),
        ({"learning_rate": "0.1"}, "learning_rate is a number; got '0.1'"),
    ],
)
def test_numbers_of_the_wrong_kind_are_refused(change, words):
    with pytest.raises(DomainError, match=words):
        initlab.compare(initializers="he", **change)
