"""The test part is chosen by the number of examples alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from initlab import streams
from initlab.datasets.parts import columns, divided


@given(st.integers(1, 200), st.floats(0, 1, exclude_max=True))
def test_every_example_is_in_one_part(count, share):
    train, test = divided(count, share)
    assert sorted([*train.tolist(), *test.tolist()]) == list(range(count))
    assert abs(len(test) - share * count) <= 0.5
    assert train.tolist() == sorted(train.tolist())
    assert test.tolist() == sorted(test.tolist())


@pytest.mark.parametrize(
    ("count", "share", "held"), [(100, 0.29, 29), (1797, 0.2, 359), (2, 0.2, 0)]
)
def test_the_share_is_rounded(count, share, held):
    assert len(divided(count, share)[1]) == held


def test_the_test_part_is_the_head_of_the_stream_s_permutation():
    order = streams.permutation(0, "split", 0, 50)
    assert divided(50, 0.2)[1].tolist() == sorted(order[:10].tolist())


def test_rows_become_columns_and_keep_their_order():
    rows, classes = np.arange(20).reshape(10, 2), np.arange(10)
    train_x, train_y, test_x, test_y = columns(rows, classes, 0.3)
    assert (train_x[0] == 2 * train_y).all()
    assert (test_x[1] == 2 * test_y + 1).all()
    assert train_x.shape == (2, 7)


def test_no_share_is_no_test_part():
    rows, classes = np.arange(6).reshape(3, 2), np.arange(3)
    train_x, train_y, test_x, test_y = columns(rows, classes, 0.0)
    assert train_x.tolist() == [[0, 2, 4], [1, 3, 5]]
    assert train_y.tolist() == [0, 1, 2]
    assert test_x is None
    assert test_y is None
