"""The grammar of a text that asks for a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initlab.datasets.request import quoted, request, split
from initlab.errors import DataError, UnknownName

KNOWN = ("size", "test")


@pytest.mark.parametrize(
    ("text", "place", "options"),
    [
        ("pets", "pets", []),
        ("pets:size=64", "pets", [("size", "64")]),
        ("pets:size=64,test=0.2", "pets", [("size", "64"), ("test", "0.2")]),
        ("pets:size=64:test=0.2", "pets", [("size", "64"), ("test", "0.2")]),
        (r"C:\data\pets", r"C:\data\pets", []),
        (r"C:\data\pets:size=64", r"C:\data\pets", [("size", "64")]),
        ("C:/data=1/pets:size=64", "C:/data=1/pets", [("size", "64")]),
        ("a=1:b/c", "a=1:b/c", []),
        ("one:two", "one:two", []),
        ("pets:size=", "pets", [("size", "")]),
        ("pets:size=64,", "pets:size=64,", []),
        (":size=64", "", [("size", "64")]),
    ],
)
def test_options_are_cut_off_from_the_right(text, place, options):
    assert split(text) == (place, options)


def test_what_exists_is_never_cut(tmp_path):
    folder = tmp_path / "odd:size=1"
    folder.mkdir()
    assert split(str(folder)) == (str(folder), [])
    assert split(f"{folder}:size=64") == (str(folder), [("size", "64")])


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_no_text_is_lost_in_splitting(text):
    place, options = split(text)
    assert text.startswith(place)
    assert text[len(place) :].replace(":", ",") == "".join(f",{k}={v}" for k, v in options)


def test_values_become_numbers():
    wanted = request("images:pets:size=64,test=0.25", "pets:size=64,test=0.25", "images", KNOWN)
    assert (wanted.place, wanted.size, wanted.test) == ("pets", 64, 0.25)
    assert wanted.text == "images:pets:size=64,test=0.25"


def test_a_share_that_is_not_given_is_the_reader_s():
    assert request("a", "a", "csv", KNOWN).share(0.2) == 0.2
    assert request("a:test=0", "a:test=0", "csv", KNOWN).share(0.2) == 0.0


def test_the_home_folder_may_be_written_as_a_tilde(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert request("~/a.csv", "~/a.csv", "csv", KNOWN).path == tmp_path / "a.csv"


@pytest.mark.parametrize("value", ["1", "-0.1", "1.5", "nan", "inf", "", "20%", "a"])
def test_a_share_outside_its_range_is_refused(value):
    with pytest.raises(DataError, match=r"from 0 to below 1; got .*Write test=0\.2"):
        request("x", f"x:test={value}", "csv", KNOWN)


@pytest.mark.parametrize("value", ["0", "-3", "4097", "6.5", "", "1_0", "64x64", "9" * 5000, "٣"])
def test_a_size_that_is_no_number_of_pixels_is_refused(value):
    with pytest.raises(DataError, match=r"from 1 to 4096; got .*Write size=64"):
        request("x", f"x:size={value}", "images", KNOWN)


def test_an_unknown_parameter_names_the_nearest():
    with pytest.raises(UnknownName, match=r"parameter of 'images' is called 'sice'.*'size'"):
        request("x", "x:sice=64", "images", KNOWN)


def test_a_path_is_needed():
    with pytest.raises(DataError, match=r"csv needs a path after the colon.*csv:PATH; got 'csv:'"):
        request("csv:", "", "csv", KNOWN)


def test_long_values_are_cut_in_messages():
    assert quoted("x" * 1000) == repr("x" * 60 + "…")
