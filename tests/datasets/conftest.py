"""What the tests of bad input share."""

from collections.abc import Callable

import pytest

from initlab import datasets
from initlab.errors import InitlabError


@pytest.fixture
def refused() -> Callable[..., None]:
    """Assert that loading `text` raises `error` with one line that has each of `words`."""

    def check(error: type[InitlabError], text: str, *words: str) -> None:
        with pytest.raises(error) as caught:
            datasets.load(text)
        message = str(caught.value)
        assert type(caught.value) is error
        assert "\n" not in message
        for word in words:
            assert word in message

    return check
