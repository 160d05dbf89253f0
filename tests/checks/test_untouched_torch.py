"""A model that was probed is the model it was, whatever it does and however it ends."""

from __future__ import annotations

import pickle
import random

import numpy as np
import pytest
import torch
from torch import nn

from initlab.checks.probe_torch import probe
from initlab.checks.record_torch import NODE, tensors_in
from initlab.checks.snapshot import from_json, to_json
from tests.checks.zoo_torch import ZOO


def bits(value):
    """A tensor's bytes, or that it has none."""
    if value is None or isinstance(value, nn.UninitializedParameter) or value.is_meta:
        return None
    return value.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes()


def state(model, batch):
    """Everything about a model, its batch and the random state that must stay."""
    modules = [
        (
            name,
            type(module),
            {key: id(value) for key, value in module.__dict__.items()},
            [list(v) for v in module.__dict__.values() if type(v) in (list, dict)],
            {key: value for key, value in module.__dict__.items() if isinstance(value, int)},
        )
        for name, module in model.named_modules()
    ]
    values = [
        (name, id(value), value.requires_grad, bits(value), id(value.grad), bits(value.grad))
        for name, value in [*model.named_parameters(), *model.named_buffers()]
    ]
    marks = [
        NODE in t.__dict__ for t in [*model.parameters(), *model.buffers(), *tensors_in(batch)]
    ]
    given = [(id(t), bits(t), t.requires_grad, t.grad) for t in tensors_in(batch)]
    randomness = (
        bits(torch.get_rng_state()),
        pickle.dumps(np.random.get_state()),
        random.getstate(),
        torch.backends.mkldnn.enabled,
        torch.backends.mha.get_fastpath_enabled(),
        torch.is_grad_enabled(),
        len(torch.nn.modules.module._global_forward_hooks),
        len(torch.nn.modules.module._global_forward_pre_hooks),
    )
    return modules, values, marks, given, randomness


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
