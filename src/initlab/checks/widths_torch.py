"""The coordinate check: models of several widths, trained for a few steps and measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, log, sqrt

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer

from initlab.checks.probe_torch import Batch
from initlab.checks.probe_torch.loss import LossFunction, own_loss, scalar
from initlab.checks.probe_torch.moments import mean_square
from initlab.checks.snapshot import WidthSlope
from initlab.errors import DomainError, InitlabError, UserCodeError

Factory = Callable[[int], nn.Module | tuple[nn.Module, Optimizer]]
OPTIMIZERS: dict[str, type[Adam] | type[SGD]] = {"adam": Adam, "sgd": SGD}


def width_slopes(
    factory: Factory,
    widths: Sequence[int],
    batch: Batch,
    loss: LossFunction | None = None,
    steps: int = 3,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    *,
    optimizer: str = "adam",
    learning_rate: float = 1e-3,
) -> tuple[WidthSlope, ...]:
    """How the size of each layer's values depends on the width, before and after training steps.

    For each seed, log(root mean square) of the outputs of layers with a matrix is regressed on
    log(width); the slopes' mean is returned, and its standard error over seeds. The random state of
    PyTorch is afterwards what it was.

    Args:
        factory: from a width to a model, or to a model and its own optimizer, as μP needs it.
        widths: at least two, each at least 1.
        batch, loss: as `probe` takes them.
        steps: of training, on the one batch; sizes are taken before each and after the last.
        seeds: at least two; PyTorch is seeded with each before the factory is called.
        optimizer: "adam" or "sgd", where the factory gives none.
        learning_rate: of that optimizer, the same for all widths.
    Returns: a slope for each layer and step. Layers whose values are 0 or not finite at some width
        have none; nor have layers that some width lacks.
    Raises:
        DomainError: too few widths or seeds, a negative number of steps, an unknown optimizer.
        UserCodeError: the factory returned something else, or the model raised or has no loss.

    >>> def factory(width):
    ...     return nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, 2))
    >>> found = width_slopes(factory, (16, 64), torch.ones(8, 4), lambda y: y.square().mean(), 0)
    >>> [(slope.layer, slope.step) for slope in found]
    [('0', 0), ('2', 0)]

    Source: Yang et al. 2022, arXiv:2203.03466: the coordinate check.
    """
    if len(set(widths)) < 2 or min(widths) < 1 or len(set(seeds)) < 2 or steps < 0:
        raise DomainError(
            "A comparison of widths takes two or more widths, two or more seeds and steps ≥ 0; got "
            f"widths {tuple(widths)}, seeds {tuple(seeds)}, steps {steps}. Give more."
        )
    if optimizer not in OPTIMIZERS:
        raise DomainError(
            f"An optimizer is one of {', '.join(OPTIMIZERS)}; got {optimizer!r}. To use another, "
            "let the factory return the model and its optimizer."
        )
    sizes: dict[tuple[str, int], dict[tuple[int, int], float]] = {}
    with torch.random.fork_rng():
        for seed in seeds:
            for width in widths:
                torch.manual_seed(seed)
                made = _made(factory, width, OPTIMIZERS[optimizer], learning_rate)
                for key, size in _sizes(*made, batch, loss, steps).items():
                    sizes.setdefault(key, {})[seed, width] = size
    slopes = []
    for (layer, step), found in sizes.items():
        if len(found) < len(set(seeds)) * len(set(widths)):
            continue
        logs = [log(width) for width in widths]
        each = [_slope(logs, [log(found[seed, width]) for width in widths]) for seed in seeds]
        error = float(np.std(each, ddof=1)) / sqrt(len(each))
        slopes.append(WidthSlope(layer, step, float(np.mean(each)), error))
    return tuple(slopes)


def _made(
    factory: Factory, width: int, optimizer: type[Adam] | type[SGD], learning_rate: float
) -> tuple[nn.Module, Optimizer]:
    made = factory(width)
    if isinstance(made, nn.Module):
        return made, optimizer(made.parameters(), lr=learning_rate)
    if (
        isinstance(made, tuple)
        and len(made) == 2
        and isinstance(made[0], nn.Module)
        and isinstance(made[1], Optimizer)
    ):
        return made
    raise UserCodeError(
        "A factory of widths returns a torch.nn.Module, or a pair of one and its optimizer; got "
        f"{type(made).__name__}. Return the model."
    )


def _sizes(
    model: nn.Module, optimizer: Optimizer, batch: Batch, loss: LossFunction | None, steps: int
) -> dict[tuple[str, int], float]:
    """Root mean square of each layer's first output, before each step and after the last."""
    sizes: dict[tuple[str, int], float] = {}
    step = 0

    def note(layer: str, output: object) -> None:
        if isinstance(output, Tensor) and output.is_floating_point():
            square = mean_square(output)
            if 0 < square < inf:
                sizes.setdefault((layer, step), sqrt(square))

    handles = [
        layer.register_forward_hook(lambda _module, _given, out, name=name: note(name, out))
        for name, layer in model.named_modules()
        if any(p.dim() >= 2 for p in layer.parameters(recurse=False))
    ]
    try:
        for step in range(steps + 1):
            value = _loss_of(model, batch, loss)
            if step < steps:
                optimizer.zero_grad()
                value.backward()
                optimizer.step()
    except InitlabError:
        raise
    except Exception as error:
        raise UserCodeError(f"A model of the factory raised {error!r}. Repair it.") from error
    finally:
        for handle in handles:
            handle.remove()
    return sizes


def _loss_of(model: nn.Module, batch: Batch, loss: LossFunction | None) -> Tensor:
    if isinstance(batch, dict):
        output = model(**batch)
    else:
        output = model(*batch) if isinstance(batch, tuple | list) else model(batch)
    if loss is not None:
        return scalar(loss, output)
    own = own_loss(output)
    if own is None:
        raise UserCodeError("Training takes a loss; the model's output has none. Give one.")
    return own.reshape(())


def _slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Of the least-squares line."""
    return float(np.polyfit(x, y, 1)[0])
