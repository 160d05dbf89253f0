"""The faults of `make test-mutants` are where the code is: their text stands there once."""

from pathlib import Path

import pytest

from tools.faults import ALL, Fault

PACKAGE = Path(__file__).parents[1] / "src" / "initlab"


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name)
def test_the_text_of_a_fault_stands_once_and_names_tests_that_exist(fault: Fault):
    assert (PACKAGE / fault.file).read_text().count(fault.right) == 1
    for test in fault.tests:
        assert (PACKAGE.parents[1] / test.partition("::")[0]).exists()
