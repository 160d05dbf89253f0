"""Labels become numbers in one order, whatever order they come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initlab.datasets.classes import encoded, is_missing
from initlab.errors import DataError


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["dog", "cat"], ("dog", "cat")),  # the course: cat 1, dog 0
        (["yes", "no"], ("yes", "no")),
        (["1", "0"], ("0", "1")),
        (["-1", "1"], ("-1", "1")),
        (["10", "9"], ("9", "10")),
        (["true", "false"], ("false", "true")),
        (["True", "False"], ("False", "True")),
        (["owl", "cat", "dog"], ("cat", "dog", "owl")),
        (["b", "a", "B"], ("B", "a", "b")),
        (["10", "9", "1.5"], ("1.5", "9", "10")),
        (["1", "0", "two"], ("0", "1", "two")),
        ([" cat", "dog ", "cat"], ("dog", "cat")),
        (["1.0", "1", "0", "1e0"], ("0", "1")),
        (["0.0", "-0.0", "1.5"], ("0", "1.5")),
        (["1.000e+00", "0.000e+00"], ("0", "1")),  # as numpy.savetxt writes
        (["02", "01", "3."], ("01", "02", "3")),
        (["1e300", "1E5", ".5"], ("0.5", "100000", "1e+300")),
        (["1_0", "9"], ("9", "1_0")),  # a name, not ten
    ],
)
def test_classes_have_a_stated_order(labels, names):
    assert encoded(labels, "here")[1] == names


@given(
    st.lists(st.sampled_from(["owl", "cat", "dog", "3", "20"]), min_size=2).filter(
        lambda labels: len(set(labels)) > 1
    )
)
def test_each_example_gets_the_class_of_its_name(labels):
    classes, names = encoded(labels, "here")
    assert [names[c] for c in classes] == labels
    assert set(names) == set(labels)


def test_a_class_per_example_takes_no_longer():
    # Looking each class up in a list would take minutes.
    labels = [f"{i}" for i in range(50_000)]
    classes, names = encoded(labels[::-1], "here")
    assert names == tuple(labels)
    assert classes.tolist() == list(range(50_000))[::-1]


@pytest.mark.parametrize("labels", [["cat", " cat"], ["1", "1.0"], ["a"]])
def test_one_class_is_refused(labels):
    with pytest.raises(DataError, match=rf"here should name .* {len(labels)} examples are .*Add"):
        encoded(labels, "here")


@pytest.mark.parametrize(
    ("label", "missing"),
    [("", True), (" ", True), ("nan", True), ("-INF", True), ("0", False), ("none", False)],
)
def test_what_counts_as_no_label(label, missing):
    assert is_missing(label) is missing
