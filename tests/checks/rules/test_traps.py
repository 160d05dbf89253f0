"""TRP002 to TRP006 on models, and on snapshots of one weight."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from torch import nn

from initlab.checks.probe_torch import probe
from initlab.checks.rules import forget_gate, low_precision, packed
from initlab.checks.rules.wrong_fan import DEPTHWISE, TRANSPOSED
from initlab.checks.snapshot import Snapshot
from tests.checks.rules.deep import found, signal, weight


def one(record, **applied):
    return Snapshot("Net", "training", 8, (record,), (signal(0, 1.0, 1.0, 1.0, **applied),))


@pytest.mark.parametrize(("variance", "named"), [(2 / 256, 1), (2 / 128, 0), (0.0004, 0)])
def test_a_packed_weight_is_known_by_its_variance(variance, named):
    # n = 64: 2 / (64 + 192) as packed, 2 / (64 + 64) as it should be; and GPT-2's 0.02².
    record = weight(0, (192, 64), variance, parts=3, outputs=64.0)
    assert len(found(packed.RULE, one(record))) == named


def test_attention_is_found_and_mended():
    torch.manual_seed(0)
    model = nn.MultiheadAttention(32, 4, batch_first=True)
    x = torch.randn(4, 6, 32)
    (finding,) = found(packed.RULE, probe(model, [x, x, x]))
    assert "0.707" in finding.message
    for part in model.in_proj_weight.detach().chunk(3):
        nn.init.xavier_uniform_(part)
    assert found(packed.RULE, probe(model, [x, x, x])) == []
    assert found(packed.RULE, probe(nn.GRU(32, 32), torch.randn(4, 2, 32))) == []


@pytest.mark.parametrize(
    ("variance", "normalized", "named"),
    # 64 channels, 3 × 3: 9 true inputs; fan_out counts 64 · 9.
    [(2 / 576, False, 1), (2 / 576, True, 0), (2 / 9, False, 0), (1 / 27, False, 0)],
)
def test_a_depthwise_weight_is_known_by_its_variance(variance, normalized, named):
    record = weight(0, (64, 1, 3, 3), variance, inputs=9.0, outputs=9.0, groups=64)
    snapshot = one(record, normalized_next=normalized, operation="convolution")
    assert len(found(DEPTHWISE, snapshot)) == named


def test_a_depthwise_model_is_found_and_mended():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(32, 32, 3, groups=32), nn.ReLU(), nn.Conv2d(32, 4, 1))
    nn.init.kaiming_normal_(model[0].weight, mode="fan_out")
    batch = torch.randn(4, 32, 6, 6)
    (finding,) = found(DEPTHWISE, probe(model, batch))
    assert (finding.repairs[0].weight, finding.repairs[0].entry) == ("0.weight", "he")
    nn.init.kaiming_normal_(model[0].weight, mode="fan_in")
    assert found(DEPTHWISE, probe(model, batch)) == []


def decoder(*channels):
    torch.manual_seed(0)
    parts = []
    for inputs, outputs in pairwise(channels):
        parts += [nn.ConvTranspose2d(inputs, outputs, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def test_a_decoder_is_found_where_the_miscounts_multiply():
    # 64 / 16 · 16 / 4 · 4 / 1 = 64 times too much in all.
    (finding,) = found(TRANSPOSED, probe(decoder(64, 16, 4, 1), torch.randn(2, 64, 5, 5)))
    assert "3 transposed convolutions" in finding.message
    assert finding.magnitude == pytest.approx(64 / 10)
    assert found(TRANSPOSED, probe(decoder(64, 32, 16), torch.randn(2, 64, 5, 5))) == []


def old_truncated(std, bound):
    """Uniform, inverse error function and bounds, all in the tensor's own precision."""
    low = torch.special.ndtr(torch.tensor(-bound / std)).item()
    values = torch.empty(128, 128, dtype=torch.bfloat16).uniform_(2 * low - 1, 1 - 2 * low)
    return values.erfinv_().mul_(std * 2**0.5).clamp_(-bound, bound)


@pytest.mark.parametrize("seed", range(3))
def test_a_heap_on_the_bound_is_found_and_rounding_is_not(seed):
    torch.manual_seed(seed)
    model = nn.Linear(128, 128).to(torch.bfloat16)
    batch = torch.randn(8, 128).to(torch.bfloat16)
    assert found(low_precision.RULE, probe(model, batch)) == []
    for bound in (0.04, 2.0):
        nn.init.trunc_normal_(plain := torch.empty(128, 128), 0.0, 0.02, -bound, bound)
        model.weight.data.copy_(plain)
        assert found(low_precision.RULE, probe(model, batch)) == []
    model.weight.data.copy_(old_truncated(0.02, 2.0))
    (finding,) = found(low_precision.RULE, probe(model, batch))
    assert "float32" in finding.message


def test_full_precision_is_not_judged_for_heaps():
    record = weight(0, (64, 64), 4e-4, largest=2.0, edge_share=0.01)
    assert found(low_precision.RULE, one(record)) == []
    assert len(found(low_precision.RULE, one(replace(record, dtype="bfloat16")))) == 1


@pytest.mark.parametrize(("steps", "forget", "named"), [(20, 0, 1), (20, 1, 0), (5, 0, 0)])
def test_forget_gates_matter_on_long_sequences(steps, forget, named):
    torch.manual_seed(0)
    model = nn.LSTM(4, 32, batch_first=True)
    with torch.no_grad():
        model.bias_ih_l0[32:64] += forget
    findings = found(forget_gate.RULE, probe(model, torch.randn(2, steps, 4)))
    assert len(findings) == named
    assert all(f.severity == "note" for f in findings)
