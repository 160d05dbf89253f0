"""What the page is told of the library must be what the library says."""

import json

import numpy as np
import pytest

from initlab import activations, datasets, initializers
from initlab.datasets.synthetic import PLANES
from tests.playground.conftest import decoded
from tools import write_playground
from tools.playground.floats import written


def test_the_files_are_current():
    assert write_playground.outdated() == [], "run python -m tools.write_playground"


def test_a_file_that_says_something_else_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(write_playground, "TARGET", tmp_path)
    assert write_playground.main([]) == 0
    assert write_playground.main(["--check"]) == 0
    for name, old, new in (
        ("catalogue.json", '"scale":2.0', '"scale":2.5'),
        ("datasets.json", '"classes":"0', '"classes":"1'),
        ("theory.json", "f4:", "f4:AAAA"),
    ):
        text = (tmp_path / name).read_text("utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new, 1), "utf-8")
        assert write_playground.outdated() == [name]
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "theory.json").unlink()
    assert write_playground.main(["--check"]) == 1


def test_floats_may_differ_by_rounding_only():
    third = written([1 / 3, 2.0], "f8")
    assert write_playground.alike(third, written([np.nextafter(1 / 3, 1), 2.0], "f8"))
    assert not write_playground.alike(third, written([1 / 3 + 1e-12, 2.0], "f8"))
    assert not write_playground.alike({"a": 1 / 3}, {"a": float(np.nextafter(1 / 3, 1))})


def test_the_page_has_room_for_them():
    assert sum(len(text.encode()) for text in write_playground.files().values()) < 130_000


def test_activations_keep_their_numbers():
    """The kernel knows an activation by its place."""
    text = (write_playground.TARGET / "catalogue.json").read_text("utf-8")
    catalogue = json.loads(text)
    assert tuple(a["name"] for a in catalogue["activations"]) == activations.names()


def test_initializers_have_their_formula_and_parameters():
    text = (write_playground.TARGET / "catalogue.json").read_text("utf-8")
    entries = {entry["name"]: entry for entry in json.loads(text)["initializers"]}
    assert {"zeros", "random", "he", "xavier", "glorot", "glorot_uniform"} <= set(entries)
    for name, entry in entries.items():
        assert entry["formula"] == initializers.get(name).formula
        for parameter in entry["parameters"]:
            assert entry["law"][parameter["name"]] == parameter["default"]
            if "least" in parameter:
                assert parameter["least"] <= parameter["default"] <= parameter["most"]


@pytest.mark.parametrize("plane", PLANES, ids=lambda plane: plane.name)
def test_points_have_the_library_s_bits_for_any_noise(page, plane):
    noises = [plane.noise, 0.0, 0.37, 1.0]
    for noise, got in zip(noises, page("datasets", [[plane.name, n] for n in noises]), strict=True):
        # The page's bytes were written on another machine, whose cosine may round otherwise.
        data = datasets.load(got["text"])
        assert data.name == (
            plane.name if noise == plane.noise else f"{plane.name}:noise={noise:g}"
        )
        for part, x, y in (
            ("train", data.train_x, data.train_y),
            ("test", data.test_x, data.test_y),
        ):
            np.testing.assert_allclose(decoded(got[part]["inputs"]), x.ravel(), rtol=0, atol=1e-14)
            assert decoded(got[part]["targets"]).tolist() == y.tolist()
            assert (got[part]["features"], got[part]["count"]) == x.shape
