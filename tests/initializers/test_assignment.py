"""Which entry a tensor gets: the first key that fits, its role, the default of its kind."""

import pytest

from initlab.errors import DomainError, UnknownName
from initlab.initializers import fans
from initlab.initializers.assignment import Tensor, assign

WEIGHT = Tensor("encoder.1.weight", (4, 4), "weight", fans.dense((4, 4)))
HEAD = Tensor("head.weight", (4, 4), "weight", fans.dense((4, 4)))
BIAS = Tensor("encoder.1.bias", (4,), "bias")


def names(plan, *tensors):
    return [a.entry and a.entry.name for a in assign(plan, tensors)]


def test_the_first_key_that_fits_decides():
    assert names({"head.*": "zeros", "weight": "he"}, WEIGHT, HEAD) == ["he", "zeros"]
    assert names({"*.weight": "he", "head.*": "zeros"}, WEIGHT, HEAD) == ["he", "he"]


def test_a_key_without_an_entry_leaves_a_tensor_alone():
    left = assign({"head.*": None, "weight": "he"}, [WEIGHT, HEAD])[1]
    assert (left.entry, left.rule) == (None, "head.*: left alone")


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        ("bias", "zeros"),
        ("embedding", "xavier"),
        ("norm scale", "ones"),
        ("norm shift", "zeros"),
        ("other", None),
    ],
)
def test_what_a_plan_does_not_mention_has_the_default_of_its_kind(kind, entry):
    assert names("he", Tensor("w", (4, 4), kind)) == [entry]


def test_the_most_particular_role_is_taken():
    roles = ("self_attention_value", "value", "query")
    tensor = Tensor("w", (4, 4), "weight", fans.dense((4, 4)), roles)
    assert names("deep_norm", tensor) == ["deep_norm.value"]
    of_two = Tensor("w", (4, 4), "weight", fans.dense((4, 4)), ("feed_forward_out", "value"))
    assert names("gpt_2", of_two) == ["gpt_2.feed_forward_out"]
    assert names("deep_norm", of_two) == ["deep_norm.feed_forward_out"]


def test_a_scheme_speaks_of_biases_that_have_a_role():
    bias = Tensor("lstm.bias_ih_l0", (16,), "bias", roles=("gate_bias",))
    assert names("lstm", bias, BIAS) == ["lstm.gate_bias", "zeros"]


def test_a_key_that_fits_nothing_is_refused():
    with pytest.raises(UnknownName, match=r"No tensor fits decoder\.\*"):
        assign({"weight": "he", "decoder.*": "zeros"}, [WEIGHT])
    with pytest.raises(DomainError, match="takes entries of the catalogue"):
        assign({"weight": 3}, [WEIGHT])
