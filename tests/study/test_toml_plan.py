"""Plans as TOML: what they mean, and that every error is told, with its line."""

import random
import time
import tomllib

import pytest

from initlab.cli.main import _fail
from initlab.errors import FileError, InitlabError, PlanErrors
from initlab.study import toml_lines
from initlab.study.python_plan import plan
from initlab.study.toml_plan import plan_of_text, read_plan
from initlab.study.toml_text import plan_toml, starter_text
from tests.study import plan_fuzz

EXAMPLE = """\
[study]
data = "circles"
iterations = 2000
seeds = 50
target_cost = 0.3

[axes]
initializer = ["he", "xavier", { name = "random", scale = [0.1, 1, 10] }]
activation = ["relu", "tanh"]
layers = [[10, 5], [10, 10, 10, 10]]
learning_rate = [0.01, 0.1]
"""


def errors(text, **options):
    with pytest.raises(PlanErrors) as caught:
        plan_of_text(text, "p.toml", **options)
    return list(caught.value.lines)


def test_a_plan_from_toml_is_the_plan_from_python():
    made = plan_of_text(EXAMPLE)
    same = plan(
        data="circles",
        iterations=2000,
        seeds=50,
        target_cost=0.3,
        initializer=["he", "xavier", "random:scale=.1", "random:scale=1", "random:scale=10"],
        activation=["relu", "tanh"],
        layers=[[10, 5], [10, 10, 10, 10]],
        learning_rate=[0.01, 0.1],
    )
    assert made == same
    assert made.runs == 5 * 2 * 2 * 2 * 50


def test_every_error_is_told_with_its_line_and_place():
    text = EXAMPLE.replace("seeds = 50", "seeds = 0").replace("0.01, 0.1]", "0.01,\n  nan,\n  -1]")
    text += 'widht = 3\n[[exclude]]\nactivation = "gelu"\n'
    found = errors(text)
    assert [line.partition(": ")[0] for line in found] == [
        "p.toml:4",
        "p.toml:12",
        "p.toml:13",
        "p.toml:14",
        "p.toml:15",
    ]
    assert "study.seeds: seeds is a whole number of at least 1" in found[0]
    assert (
        "axes.learning_rate[1]: learning_rate is a finite number of at least 0; got nan" in found[1]
    )
    assert "Did you mean 'width'?" in found[3]
    assert "exclude[0]" in found[4]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a = 1\na = 2", 2, "not TOML"),
        ("[study]\nseeds = ", 2, "not TOML"),
        ("seeds = 3", 1, "stands in a table"),
        ("[study]\ndepth = 3", 2, "depth and width go together"),
        ("[study]\ndepth = 3\nwidth = 2\nlayers = [2]", 2, "layers, or depth and width"),
        ("[study]\nl2 = 1\n[axes]\nl2 = [0, 1]", 4, "in [study] too"),
        ("[axes]\nactivation = []", 2, "at least one value"),
        ("[axes]\nactivation = ['relu', 'relu']", 2, "twice"),
        ("[study]\nlearning_rate = [1, 2]", 2, "Lists stand in [axes]"),
        ("[study]\ndata = 'digits'\nloss = 'binary'", 3, "from 0 to 1"),
        ("[record]\npoints = 0\nlayer = true", 2, "points is a whole number"),
        ("[axes]\nlearning_rate = 3\n[study]\nseeds = 10_000_001", 4, "at most 10,000,000"),
        (f"[axes]\nl2 = {list(range(10_001))}", 2, "at most 10,000 values"),
        ("[study]\ndata = 'mine.csv'", 2, "there is none at 'mine.csv'"),
        ('[study]\n"\\u001b[31m" = 1', 2, "\\x1b[31m"),
    ],
)
def test_an_error_names_its_line(text, line, words):
    found = errors(text)
    assert any(entry.startswith(f"p.toml:{line}: ") and words in entry for entry in found), found
    assert all(entry.isprintable() and len(entry) < 240 for entry in found)


def test_too_many_cells_are_counted_not_made():
    many = list(range(1, 1001))
    text = f"[axes]\nlearning_rate = {many}\nl2 = {many}\niterations = {many}"
    assert "at most 1,000,000 cells; got 1,000,000,000" in errors(text)[0]


def test_deep_nesting_and_endless_numbers_are_one_line():
    assert len(errors("[study]\nseeds = " + "[" * 100_000)) == 1
    assert len(errors("[study]\nseeds = " + "9" * 100_000)) == 1


def test_files_are_looked_for_beside_the_plan(tmp_path):
    (tmp_path / "mine.py").write_text(
        "def start(shape, rng):\n    return rng.normal(size=shape)\n", encoding="utf-8"
    )
    rows = "".join(f"{k},{k % 3},{k % 2}\n" for k in range(40))
    (tmp_path / "mine.csv").write_text(f"a,b,label\n{rows}", encoding="utf-8")
    (tmp_path / "plan.toml").write_text(
        "[study]\ndata = 'mine.csv'\n[axes]\ninitializer = ['he', 'mine.py:start']", "utf-8"
    )
    made = read_plan(tmp_path / "plan.toml")
    assert made.sources[0].features == 2
    assert made.axis("initializer").values[1] == f"{tmp_path}/mine.py:start"
    before = dict(made.starts)
    (tmp_path / "mine.py").write_text(
        "def start(shape, rng):\n    return 2 * rng.normal(size=shape)\n", encoding="utf-8"
    )
    from initlab.study.settings import start

    start.cache_clear()
    assert dict(read_plan(tmp_path / "plan.toml").starts) != before


def test_what_is_no_plan_file_is_said_in_one_line(tmp_path):
    with pytest.raises(FileError, match="is a folder"):
        read_plan(tmp_path)
    with pytest.raises(FileError, match="study new"):
        read_plan(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("data = 'größe'".encode("latin-1"))
    with pytest.raises(FileError, match="UTF-8"):
        read_plan(tmp_path / "latin.toml")
    (tmp_path / "huge.toml").write_bytes(b"#" * 2_000_000)
    with pytest.raises(FileError, match="at most"):
        read_plan(tmp_path / "huge.toml")
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    assert read_plan(tmp_path / "bom.toml").runs == 2000


def test_lines_are_those_of_the_text():
    text = '''# a comment
a."b c".d = [ # [
  """x
]""", {e = 1,
f = [2,
  3]}]
[[t]]
g = 'h'
[[t]]
g."i" = 2
'''
    tomllib.loads(text.replace("{e = 1,\nf", "{e = 1, f"))
    found = toml_lines.lines(text)
    assert found["a", "b c", "d"] == 2
    assert found["a", "b c", "d", 0] == 3
    assert found["a", "b c", "d", 1, "e"] == 4
    assert found["a", "b c", "d", 1, "f", 1] == 6
    assert (found["t", 0, "g"], found["t", 1, "g", "i"]) == (8, 10)


def test_the_starter_is_a_plan_with_every_setting_and_reads_back():
    text = starter_text()
    made = plan_of_text(text)
    assert made.runs == 5 * 2 * 2 * 2 * 20
    # Every setting that stands as a comment can be taken in as it stands.
    for name in ("l2", "batch_size", "optimizer", "loss"):
        assert f"# {name} = " in text
        assert plan_of_text(text.replace(f"# {name} = ", f"{name} = ")).runs == made.runs


def test_a_plan_written_back_is_the_same_plan():
    made = plan_of_text(
        EXAMPLE.replace(
            "[axes]", "[axes]\nbatch_size = ['all', 32]\noptimizer = ['gd', 'adam:beta2=.9']"
        )
        + "[[exclude]]\nlayers = [[10, 5]]\nlearning_rate = { min = 0.05 }\n"
        + "[record]\nlayers = true\npoints = 3"
    )
    assert made.runs == 50 * (5 * 2 * 2 * 2 * 2 * 2 - 5 * 2 * 1 * 1 * 2 * 2)
    assert plan_of_text(plan_toml(made)) == made


def test_the_command_line_prints_one_line_for_each_error(capsys):
    found = errors("[study]\nseeds = 0\nl2 = -1")
    assert _fail(*found) == 2
    printed = capsys.readouterr().err.splitlines()
    assert printed == [f"initlab: {line}" for line in found]
    assert len(printed) == 2


def judge(case):
    told, runs = [], case.runs
    try:
        runs = plan_of_text(case.text, "p.toml").runs
    except PlanErrors as wrong:
        told = [line.split(": ")[1] for line in wrong.lines]
    assert bool(told) == bool(case.errors), f"{case.text}\n{told}\n{case.errors}"
    assert set(case.errors) <= set(told), f"{case.text}\n{told}\n{case.errors}"
    assert runs == case.runs, case.text


def fuzz(count, seed, folder):
    rng = random.Random(seed)
    slowest = 0.0
    plan_of_text("")  # loads what makes the data
    for _ in range(count):
        case = plan_fuzz.case(rng)
        begin = time.process_time()
        judge(case)
        slowest = max(slowest, time.process_time() - begin)
        path = folder / "p.toml"
        path.write_bytes(plan_fuzz.mutated(rng, case.text))
        begin = time.process_time()
        try:
            read_plan(path)
        except InitlabError as error:
            lines = error.lines if isinstance(error, PlanErrors) else [str(error)]
            assert all("\n" not in line and len(line) < 320 for line in lines)
        slowest = max(slowest, time.process_time() - begin)
    return slowest


def test_plans_made_at_random_are_judged_as_they_were_made(tmp_path):
    fuzz(150, 1, tmp_path)


@pytest.mark.slow
def test_ten_thousand_plans_made_at_random(tmp_path):
    print(f"slowest of 10,000: {fuzz(5_000, 2, tmp_path):.3f} s")
