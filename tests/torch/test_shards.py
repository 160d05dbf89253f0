"""Sharded parameters: each rank draws its own part of the same tensor."""

import itertools

import numpy as np
import pytest
import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Replicate, Shard, distribute_tensor
from torch.testing._internal.distributed.fake_pg import FakeStore

from initlab.torch import initialize
from initlab.torch.shards import box_of, local_box, runs_of


def test_a_box_is_what_chunk_gives():
    whole = torch.arange(7 * 5).reshape(7, 5)
    for dim, world in itertools.product((0, 1), (1, 2, 3, 4)):
        for rank, part in enumerate(whole.chunk(world, dim)):
            box = local_box((7, 5), [dim], [world], [rank])
            assert torch.equal(whole[box], part)


@pytest.mark.parametrize(
    "box",
    [
        (slice(0, 4), slice(0, 3), slice(0, 5)),
        (slice(1, 3), slice(0, 3), slice(0, 5)),
        (slice(0, 4), slice(2, 3), slice(0, 5)),
        (slice(0, 4), slice(0, 3), slice(1, 4)),
        (slice(1, 4), slice(0, 3), slice(2, 4)),
        (slice(1, 2), slice(1, 3), slice(2, 4)),
        (slice(2, 2), slice(0, 3), slice(0, 5)),
    ],
)
def test_runs_walk_through_a_box_in_order(box):
    whole = np.arange(4 * 3 * 5).reshape(4, 3, 5)
    walked = [
        run.start + r * run.stride + j
        for run in runs_of(whole.shape, box)
        for r in range(run.runs)
        for j in range(run.run)
    ]
    assert walked == whole[box].ravel().tolist()


@pytest.fixture
def process_group():
    """Starts a group of one size, as one of its ranks, without the other processes."""

    def start(rank: int, world: int) -> None:
        dist.init_process_group("fake", store=FakeStore(), rank=rank, world_size=world)

    yield start
    dist.destroy_process_group()


def model():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Linear(6, 10), nn.Conv1d(4, 6, 3), nn.ConvTranspose1d(4, 6, 3), nn.Embedding(9, 4, 1)
    )


@pytest.mark.parametrize(("rank", "world"), [(0, 1), (0, 2), (1, 2), (0, 4), (2, 4), (3, 4)])
@pytest.mark.parametrize("placement", [Shard(0), Shard(1), Replicate()], ids=str)
def test_a_rank_draws_its_part_of_the_whole(process_group, rank, world, placement):
    whole = model()
    initialize(whole, "he", seed=3)
    process_group(rank, world)
    # PyTorch caches by the mesh, which a real process has on one rank only: so a name for each.
    mesh = init_device_mesh("cpu", (world,), mesh_dim_names=(f"rank{rank}",))
    sharded = model()
    for module in sharded:
        weight = distribute_tensor(module.weight.detach(), mesh, [placement], src_data_rank=None)
        module.weight = nn.Parameter(weight)
    initialize(sharded, "he", seed=3)
    for mine, theirs in zip(sharded, whole, strict=True):
        local = mine.weight.to_local()
        assert local.shape == theirs.weight[box_of(mine.weight)].shape
        assert torch.equal(local, theirs.weight[box_of(mine.weight)])


def test_two_dimensions_of_a_mesh_cut_one_after_the_other(process_group):
    whole = nn.Linear(6, 10)
    initialize(whole, "he", seed=3)
    process_group(3, 4)
    mesh = init_device_mesh("cpu", (2, 2))
    sharded = nn.Linear(6, 10)
    placements = [Shard(0), Shard(1)]
    weight = distribute_tensor(sharded.weight.detach(), mesh, placements, src_data_rank=None)
    sharded.weight = nn.Parameter(weight)
    initialize(sharded, "he", seed=3)
    # Rank 3 of a 2 × 2 mesh holds the lower right quarter.
    assert torch.equal(sharded.weight.to_local(), whole.weight[5:, 3:])
