"""A history: the observations it was made of come back, whatever their numbers."""

from math import inf, nan

import pytest

from initlab.networks import History, Observation

SEEN = [
    Observation(0, 0.7, 0.5, None, (1.0, 2.0), (0.0, 0.25), (0.1, 0.2)),
    Observation(10, inf, None, None, (3.0, inf), (1.0, 0.0), (0.0, -0.0)),
    Observation(1_000_000, 1e-320, 1.0, 0.75, (0.0, 1e300), (0.5, 0.5), (2.0, 3.0)),
]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_observations_come_back_as_they_were(count):
    history = History.of(SEEN[:count])
    assert len(history) == count
    assert list(history) == SEEN[:count]
    assert repr(list(history)) == repr(SEEN[:count])  # whole numbers stay whole, -0.0 negative


def test_it_is_read_as_a_list_is():
    history = History.of(SEEN)
    assert history[-1] == SEEN[-1]
    assert list(history[:-1]) == SEEN[:-1]
    assert [o.iteration for o in reversed(history)] == [1_000_000, 10, 0]
    assert not History.of([])
    with pytest.raises(IndexError):
        history[3]


def test_equal_is_every_bit():
    one, same = History.of(SEEN), History.of(SEEN)
    assert one == same
    assert hash(one) == hash(same)
    assert one != History.of(SEEN[:2])
    assert one[:0] == History.of([])
    assert one != SEEN
    lost = Observation(0, nan, 0.5, None, (), (), ())
    assert History.of([lost]) == History.of([lost])


def test_negative_zero_is_another_number():
    zero, negative = (Observation(0, cost, 0.5, None, (), (), ()) for cost in (0.0, -0.0))
    assert History.of([zero]) != History.of([negative])
