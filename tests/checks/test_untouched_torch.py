"""A model that was probed is the model it was, whatever it does and however it ends."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from initlab.checks.probe_torch import probe
from initlab.checks.snapshot import from_json, to_json
from tests.checks.corpus.state import state
from tests.checks.zoo_torch import ZOO


@pytest.mark.parametrize("exhibit", ZOO, ids=lambda exhibit: exhibit.name)
@pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")
@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
def test_a_probed_model_is_what_it_was(exhibit):
    torch.manual_seed(0)
    model, batch = exhibit.build(), exhibit.batch()
    leaves = [p for p in model.parameters() if p.requires_grad]
    for parameter in leaves[::2]:
        if not isinstance(parameter, nn.UninitializedParameter):
            parameter.grad = torch.ones_like(parameter)
    before = state(model, batch)
    snapshot = probe(model, batch, exhibit.loss, curvature=True)
    assert state(model, batch) == before
    assert (snapshot.raised is not None) == exhibit.raises
    assert from_json(to_json(snapshot)) == snapshot or "nan" in to_json(snapshot)
    assert not any("could not be measured" in sentence for sentence in snapshot.not_judged)


@pytest.mark.parametrize("exhibit", ZOO[:5], ids=lambda exhibit: exhibit.name)
def test_two_probes_measure_the_same(exhibit):
    torch.manual_seed(0)
    model, batch = exhibit.build(), exhibit.batch()
    first = probe(model, batch, exhibit.loss)
    torch.rand(3)
    assert probe(model, batch, exhibit.loss) == first
