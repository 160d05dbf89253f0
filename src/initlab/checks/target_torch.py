"""What the command line names, as objects: a model, a batch and a loss."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from initlab.errors import DomainError, InitlabError, UserCodeError, missing_package

try:
    import torch
    from torch import Tensor, nn
    from torch.nn import functional
except ModuleNotFoundError as error:
    raise missing_package("PyTorch", "torch") from error

from initlab.checks.probe_torch import Batch
from initlab.checks.probe_torch.loss import primary, scalar
from initlab.initializers.own import importable_here, module_at
from initlab.streams import Elements, StreamSource, words

__all__ = ["Target", "given_inputs", "load_target", "named", "named_loss", "wanted_input"]

Loss = Callable[[Any], Tensor]
LOSSES = ("cross_entropy", "mse")
TOKENS = "ids"


@dataclass(frozen=True)
class Target:
    """What a target gave: a model, and perhaps more."""

    model: nn.Module
    batch: Batch | None = None
    loss: Loss | None = None
    create: Callable[[int], nn.Module] | None = None  # from a seed; None: one model, ready made


def named(text: str, example: str) -> Any:
    """The object at `file.py:name` or `package.module:name`.

    Raises: UserCodeError: no such file, module or name, or its code raises.
    """
    place, _, name = text.rpartition(":")
    if not place or not name:
        raise UserCodeError(f"{text!r} names no object. Write it as {example}.")
    module = module_at(place)
    if not hasattr(module, name):
        raise UserCodeError(f"{place} has no {name!r}. Write it as {example}.")
    return getattr(module, name)


def load_target(text: str, seed: int) -> Target:
    """The model at `file.py:Class` or `package.module:factory`, with what else it returns.

    A class or a function is called without arguments, after `torch.manual_seed(seed)`. What user
    code prints goes to stderr.

    Raises: UserCodeError: it cannot be loaded, raises, or gives no model.
    """
    found = named(text, "file.py:Class or package.module:factory")
    if isinstance(found, nn.Module):
        return Target(found)
    if not callable(found):
        raise UserCodeError(
            f"{text} should be a class, a function or a model; got {type(found).__name__}."
        )
    place = text.rpartition(":")[0]
    folder = Path(place).resolve().parent if place.endswith(".py") else Path.cwd()

    def made(turn: int) -> Target:
        return _called(found, text, turn, folder)

    first = made(seed)
    return Target(first.model, first.batch, first.loss, lambda turn: made(turn).model)


def _called(factory: Callable[[], object], text: str, seed: int, folder: Path) -> Target:
    needed = _needed_arguments(factory)
    if needed:
        raise UserCodeError(
            f"{text} needs arguments ({', '.join(needed)}). Name a function without any that "
            "returns the model."
        )
    with torch.random.fork_rng([]), importable_here(folder), redirect_stdout(sys.stderr):
        torch.manual_seed(seed)
        try:
            made = factory()
        except (Exception, SystemExit) as error:
            raise UserCodeError(f"{text} raised {type(error).__name__}: {error}.") from error
    parts = made if isinstance(made, tuple) else (made,)
    if not (1 <= len(parts) <= 3) or not isinstance(parts[0], nn.Module):
        shown = ", ".join(type(part).__name__ for part in parts)
        raise UserCodeError(
            f"{text} should give a model, (model, batch) or (model, batch, loss); got {shown}."
        )
    if len(parts) == 3 and parts[2] is not None and not callable(parts[2]):
        raise UserCodeError(
            f"The loss of {text} should be a function of the model's output; "
            f"got {type(parts[2]).__name__}."
        )
    return Target(*parts)


def _needed_arguments(factory: Callable[[], object]) -> list[str]:
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):
        return []
    free = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [p.name for p in parameters if p.default is p.empty and p.kind not in free]


def given_inputs(texts: Sequence[str], model: nn.Module, seed: int) -> Batch:
    """Random arguments of the shapes that `texts` give: `8,3,224,224`, or `ids:8,128` for tokens.

    Numbers are standard normal; tokens are uniform over the vocabulary of the first embedding.

    Raises: DomainError: a text that is no shape, or tokens for a model without an embedding.

    >>> given_inputs(["2,3"], nn.Linear(3, 1), seed=0)[0].shape
    torch.Size([2, 3])
    """
    return tuple(_input(text, position, model, seed) for position, text in enumerate(texts))


def _input(text: str, position: int, model: nn.Module, seed: int) -> Tensor:
    kind, colon, rest = text.rpartition(":")
    sizes = rest.split(",")
    if (colon and kind != TOKENS) or not all(s.strip().isdecimal() and int(s) for s in sizes):
        raise DomainError(
            f"An input is a shape, as in 8,3,224,224, or ids:8,128 for tokens; got {text!r}."
        )
    shape = tuple(int(size) for size in sizes)
    name = f"check/input{position}"
    if not colon:
        values = StreamSource(seed, name).elements(Elements("normal"), shape)
        dtype = next((p.dtype for p in model.parameters() if p.is_floating_point()), torch.float32)
        return torch.from_numpy(values).to(dtype)
    embedding = next((m for m in model.modules() if isinstance(m, nn.Embedding)), None)
    if embedding is None:
        raise DomainError(
            f"{text}: tokens need a vocabulary, and the model has no nn.Embedding. Let the target "
            "return (model, batch)."
        )
    count = torch.Size(shape).numel()
    drawn = words(seed, name, 0, count).astype("int64") % embedding.num_embeddings
    return torch.from_numpy(drawn).reshape(shape)


def wanted_input(model: nn.Module) -> str:
    """An `--input` that might fit, from the model's first layer."""
    for module in model.modules():
        match module:
            case nn.Embedding():
                return "ids:8,32"
            case nn.Linear():
                return f"64,{module.in_features}"
            case nn.Conv1d():
                return f"8,{module.in_channels},64"
            case nn.Conv2d():
                return f"8,{module.in_channels},64,64"
    return "8,3,224,224"


def named_loss(text: str, model: nn.Module, seed: int) -> Loss:
    """The loss `cross_entropy` or `mse` against random targets, or the user's `module:function`.

    Raises: UserCodeError: no such function, or its code raises.
    """
    if text not in LOSSES:
        if ":" not in text:
            known = ", ".join(LOSSES)
            raise UserCodeError(f"A loss is {known} or module:function; got {text!r}.")
        function = named(text, "module:function")
        if not callable(function):
            raise UserCodeError(f"{text} should be a function; got {type(function).__name__}.")
        return partial(_of_user, function, text)
    has_tokens = any(isinstance(m, nn.Embedding) for m in model.modules())
    return partial(_random_targets, text, seed, has_tokens)


def _of_user(function: Callable[[Any], Tensor], text: str, output: Any) -> Tensor:
    try:
        return scalar(function, output)
    except InitlabError:
        raise
    except Exception as error:
        raise UserCodeError(f"{text} raised {type(error).__name__}: {error}.") from error


def _random_targets(name: str, seed: int, has_tokens: bool, output: Any) -> Tensor:
    tensor = primary(output)
    if tensor is None or tensor.dim() < 2:
        shown = type(output).__name__ if tensor is None else tuple(tensor.shape)
        raise UserCodeError(
            f"{name} needs an output of (examples, units, ...); got {shown}. Give a function of "
            "your own as module:function."
        )
    if name == "mse":
        values = StreamSource(seed, "check/targets").elements(Elements("normal"), tensor.shape)
        return functional.mse_loss(tensor, torch.from_numpy(values).to(tensor))
    # Classes lie in the last dimension of (examples, tokens, classes), else in the second.
    logits = tensor.flatten(0, -2) if has_tokens or tensor.dim() == 2 else tensor
    shape = (logits.shape[0], *logits.shape[2:])
    drawn = words(seed, "check/targets", 0, torch.Size(shape).numel()).astype("int64")
    classes = torch.from_numpy(drawn % logits.shape[1]).reshape(shape).to(logits.device)
    return functional.cross_entropy(logits, classes)
