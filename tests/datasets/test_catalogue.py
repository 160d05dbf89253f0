"""Names, kinds of file, and the way from a text to either."""

import math
import subprocess
import sys

import numpy as np
import pytest

from initlab import datasets
from initlab.errors import DataError, FileError, UnknownName


@pytest.mark.parametrize("entry", datasets.ALL, ids=lambda entry: entry.name)
def test_every_entry_loads_and_says_what_it_is(entry):
    data = datasets.load(entry.name)
    assert data.name == entry.name
    assert math.prod(data.feature_shape) == len(data.train_x)
    assert entry.source
    assert data.fingerprint() == datasets.load(entry.name).fingerprint()
    for sentence in (entry.about, data.note):
        assert sentence.endswith(".")
        assert "\n" not in sentence


def test_every_entry_is_another_data_set():
    prints = {datasets.load(name).fingerprint() for name in datasets.names()}
    assert len(prints) == len(datasets.names()) == len(datasets.ALL)


def test_a_usage_that_is_shown_works():
    for entry in datasets.ALL:
        if entry.usage:
            assert datasets.load(entry.usage).name == entry.usage


@pytest.mark.parametrize("kind", datasets.FORMATS, ids=lambda kind: kind.name)
def test_every_kind_of_file_asks_for_its_path(refused, kind):
    for text in (kind.name, f"{kind.name}:", f"{kind.name}::test=0.1"):
        refused(DataError, text, f"{kind.name} needs a path", f"{kind.name}:PATH", repr(text))


@pytest.mark.parametrize("prefix", ["", "csv:"])
@pytest.mark.parametrize(
    "name", ["t.csv", "T.CSV", "digits:3.csv", "C:\\t.csv", "a b=c,d.csv", "ü.csv"]
)
def test_a_path_needs_no_care(tmp_path, monkeypatch, prefix, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("1,a\n2,b\n3,a\n4,b\n")
    place = name if name != "digits:3.csv" else f"./{name}"
    assert datasets.load(f"{prefix}{place}:test=0").train_x.tolist() == [[1, 2, 3, 4]]
    assert datasets.load(tmp_path / name).train_x.shape == (1, 3)


def test_a_prefix_decides_over_the_ending(tmp_path):
    np.savez(tmp_path / "t.npz", X=[[1.0], [2.0]], y=[0, 1])
    (tmp_path / "t.npz").rename(tmp_path / "t.csv")
    assert datasets.load(f"npz:{tmp_path}/t.csv").train_x.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("circle", "'circles'"),
        ("Moons", "'moons'"),
        ("digit:3,8", "'digits'"),
        ("image:pets", "'images'"),
        ("qqqqqq", "Known: blobs"),
        ("", "Known: blobs"),
    ],
)
def test_an_unknown_name_names_the_nearest(refused, text, hint):
    refused(UnknownName, text, "No data set is called", hint)


def test_a_parameter_for_a_set_without_any_is_refused(refused):
    refused(DataError, "breast_cancer:noise=.1", "cancer takes no parameters", "'noise=.1'")


def test_a_bare_folder_is_sent_to_images(refused, tmp_path):
    refused(DataError, f"{tmp_path}:size=64", "is a folder", f"images:{tmp_path}:size=64")


def test_a_file_of_another_kind_is_refused(refused, tmp_path):
    (tmp_path / "t.tsv").write_text("1\ta\n")
    refused(DataError, f"{tmp_path}/t.tsv", "t.tsv", "end in .csv or .npz", "write csv:")


@pytest.mark.parametrize("text", ["t.csv:test", "t.npz:", "csv:t.csv:0.2"])
def test_what_looks_like_a_parameter_and_is_none_is_told_how(refused, text):
    refused(FileError, text, "there is none at", "after it as :key=value")


@pytest.mark.parametrize("text", ["data/pets", "C:\\data\\pets.xlsx"])
def test_a_path_where_nothing_is_is_no_mistyped_name(refused, text):
    refused(FileError, text, "there is none at", "pets", "Check the path")


def test_importing_loads_neither_scikit_learn_nor_pillow():
    code = (
        "import sys, initlab.datasets; "
        "sys.exit(any(m.split('.')[0] in ('sklearn', 'PIL', 'scipy') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
