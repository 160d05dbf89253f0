"""One request of the command line, carried out: load, check, fix, prove."""

from __future__ import annotations

import shlex
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from initlab.errors import DomainError, FileError, UserCodeError, missing_package

try:
    import torch
    from torch import nn
except ModuleNotFoundError as error:
    raise missing_package("PyTorch", "torch") from error

from initlab.checks.check_torch import check
from initlab.checks.edits import patch
from initlab.checks.example_torch import example
from initlab.checks.fixes_torch import fix
from initlab.checks.probe_torch import Batch
from initlab.checks.prove_torch import prove
from initlab.checks.report import Report
from initlab.checks.settings import Settings, read_settings
from initlab.checks.target_torch import (
    Target,
    given_inputs,
    load_target,
    named,
    named_loss,
    wanted_input,
)

__all__ = ["Request", "command", "run", "written"]

SUFFIXES = (".py", ".pt")
RATE = 0.01  # of a proof whose user names none


@dataclass(frozen=True)
class Request:
    """What was typed."""

    target: str | None = None
    input: tuple[str, ...] = ()
    loss: str | None = None
    learning_rate: float | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    widths: str | None = None
    seed: int = 0
    fix: bool = False
    out: Path | None = None
    prove: int | None = None
    example: bool = False


def run(request: Request, folder: Path) -> tuple[Report, nn.Module]:
    """The report that a request asks for, and the model, fixed if that was asked for.

    Args:
        request: what was typed; what it leaves open comes from the pyproject.toml in `folder`.
    Raises: InitlabError: a request that cannot be carried out, or code of the user's that fails.
    """
    _refuse(request)
    settings = Settings() if request.example else read_settings(folder)
    target = _target(request, settings)
    batch = _batch(request, settings, target)
    loss = target.loss
    named_one = request.loss or (settings.loss if loss is None else None)
    if named_one is not None:
        loss = named_loss(named_one, target.model, request.seed)
    options: dict[str, Any] = {
        "select": _split(request.select or settings.select),
        "ignore": _split(request.ignore or settings.ignore),
        "learning_rate": request.learning_rate,
        "seed": request.seed,
    }
    if not request.fix and request.prove is None:
        widths = None if request.widths is None else named(request.widths, "module:factory")
        return check(target.model, batch, loss, widths=widths, **options), target.model
    before = deepcopy(target.model) if request.prove is not None else target.model
    report = fix(target.model, batch, loss, **options).whole
    if request.prove is not None:
        proof = prove(
            before,
            batch,
            loss,
            report.plan,
            steps=request.prove,
            learning_rate=request.learning_rate or RATE,
            seed=request.seed,
            create=target.create,
        )
        report = replace(report, proof=proof)
    return report, target.model


def written(request: Request, report: Report, model: nn.Module) -> Path | None:
    """The file of the fix that was asked for, if there was anything to fix.

    Raises: FileError: it cannot be written.
    """
    if request.out is None or not report.plan:
        return None
    try:
        if request.out.suffix == ".py":
            request.out.write_text(patch(report.plan, request.seed), "utf-8")
        else:
            torch.save(model.state_dict(), request.out)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"Cannot write {request.out}: {reason}. Choose another place.") from error
    return request.out


def command(request: Request) -> list[str]:
    """The words after `initlab` that repeat the check, each quoted for a shell."""
    options = [
        *(("--input", text) for text in request.input),
        ("--loss", request.loss),
        ("--learning-rate", request.learning_rate and repr(request.learning_rate)),
        *(("--select", text) for text in request.select),
        *(("--ignore", text) for text in request.ignore),
        ("--widths", request.widths),
        ("--seed", str(request.seed) if request.seed else None),
    ]
    target = ["--example"] if request.example else [shlex.quote(request.target or "")]
    words = [f"{option} {shlex.quote(value)}" for option, value in options if value]
    return ["check", *(word for word in target if word != "''"), *words]


def _refuse(request: Request) -> None:
    """What does not go together is refused before anything runs."""
    if request.out is not None:
        if not request.fix:
            raise DomainError("--out writes a fix. Give --fix too.")
        if request.out.suffix not in SUFFIXES:
            raise DomainError(
                f"--out takes a .py file to call or a .pt file to load; got {request.out}."
            )
        if not request.out.parent.is_dir():
            raise FileError(
                f"Cannot write {request.out}: there is no folder {request.out.parent}. "
                "Create it first."
            )
    if request.prove is not None and request.prove < 1:
        raise DomainError(f"--prove takes at least 1 step; got {request.prove}.")
    if request.learning_rate is not None and not 0 < request.learning_rate < float("inf"):
        raise DomainError(
            f"--learning-rate should be above 0 and finite; got {request.learning_rate:g}."
        )
    if request.example and (request.target is not None or request.input):
        raise DomainError("--example brings its own model and batch. Leave target and input out.")
    if request.widths is not None and (request.fix or request.prove is not None):
        raise DomainError("--widths judges a factory, which --fix cannot change. Give one of them.")


def _target(request: Request, settings: Settings) -> Target:
    if request.example:
        return Target(*example())
    text = request.target or settings.target
    if text is None:
        raise UserCodeError(
            "A check needs a model: file.py:Class or package.module:factory. "
            "--example shows one that comes with initlab."
        )
    return load_target(text, request.seed)


def _batch(request: Request, settings: Settings, target: Target) -> Batch:
    if request.input:
        return given_inputs(request.input, target.model, request.seed)
    if target.batch is not None:
        return target.batch
    if settings.input:
        return given_inputs(settings.input, target.model, request.seed)
    raise UserCodeError(
        f"The target gives no batch. Name the shape of its input, such as --input "
        f"{wanted_input(target.model)}, or let the target return (model, batch)."
    )


def _split(codes: tuple[str, ...]) -> tuple[str, ...]:
    """`SCL,GRD001` is two codes."""
    return tuple(code.strip() for text in codes for code in text.split(","))
