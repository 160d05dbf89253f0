"""Checking a PyTorch model from Python: one call, one report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from initlab.errors import InitlabError, UserCodeError, missing_package

try:
    from torch import Tensor, nn
except ModuleNotFoundError as error:
    raise missing_package("PyTorch", "torch") from error

from initlab.checks.judgement import chosen, judged
from initlab.checks.probe_torch import Batch, probe
from initlab.checks.report import Report
from initlab.checks.snapshot import WidthSlope
from initlab.checks.widths_torch import Factory, width_slopes

__all__ = ["NotInitialized", "assert_initialized", "check"]

Loss = Callable[[Any], Tensor]
WIDTHS = (32, 64, 128, 256, 512)
SHOWN = 5  # findings that an assertion spells out


class NotInitialized(InitlabError, AssertionError):
    """A model that `assert_initialized` found badly initialized; `report` has everything."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


def check(
    model: nn.Module,
    batch: Batch,
    loss: Loss | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    learning_rate: float | None = None,
    widths: Factory | None = None,
    seed: int = 0,
) -> Report:
    """Whether a model is well initialized: what was found, worst first, with measured numbers.

    The model is run forward and backward once, in the mode it is in, and stays as it was.

    Args:
        model: any module, before its first training step.
        batch: a tensor, a tuple of arguments or a dict of keyword arguments; real examples, or
            something as large as they are.
        loss: from the model's output to a tensor with one element. Without it only what needs no
            loss is judged.
        select: codes of rules, or what codes begin with, such as "SCL"; all by default.
        ignore: those to leave out.
        learning_rate: of gradient descent, if its first steps are to be judged too.
        widths: a function from a width to a model, or to a model and its optimizer, if scales
            across widths are to be judged too: Adam takes three steps at five widths.
        seed: of dropout and everything else that is random in the pass.
    Returns: the report; `print` it, or look at its `verdict`, `findings` and `not_judged`.
    Raises:
        UserCodeError: the model or the loss raised, or is not what it should be.
        UnknownName: no rule has such a code.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 4))
    >>> batch = torch.randn(32, 8, generator=torch.Generator().manual_seed(0))
    >>> check(model, batch).findings
    ()
    """
    select, ignore = _codes("select", select), _codes("ignore", ignore)
    chosen(select, ignore)  # a code that no rule has is said before the model is run
    with_steps = learning_rate is not None
    snapshot = probe(
        model, batch, loss, learning_rate=learning_rate, seed=seed, curvature=with_steps
    )
    if snapshot.raised is not None:
        raise UserCodeError(
            f"The model raised in its {' '.join(snapshot.raised.split())}. "
            "Give a batch and a loss that it can be trained with."
        )
    if widths is not None:
        snapshot = replace(snapshot, width_slopes=_slopes(widths, batch, loss, learning_rate))
    return Report(snapshot, judged(snapshot, select=select, ignore=ignore))


def assert_initialized(
    model: nn.Module, batch: Batch, loss: Loss | None = None, **options: Any
) -> None:
    """Raise if a model is badly initialized: one line for a project's own tests.

    Args:
        model, batch, loss: as `check` takes them.
        options: the same as the keywords of `check`.
    Raises:
        NotInitialized: an AssertionError that names what was found; notes do not count.
        UserCodeError, UnknownName: as `check` does.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 4))
    >>> batch = torch.randn(32, 8, generator=torch.Generator().manual_seed(0))
    >>> assert_initialized(model, batch)
    """
    report = check(model, batch, loss, **options)
    if report.clean:
        return
    serious = [f for f in report.findings if f.severity != "note"]
    listed = "; ".join(
        f"{f.code} in {f.layer or 'the model'}: {f.measured}, expected {f.expected}"
        for f in serious[:SHOWN]
    )
    more = f"; and {len(serious) - SHOWN} more" if len(serious) > SHOWN else ""
    count = "1 finding" if len(serious) == 1 else f"{len(serious)} findings"
    raise NotInitialized(f"{report.verdict} ({count}: {listed}{more})", report)


def _slopes(
    factory: Factory, batch: Batch, loss: Loss | None, learning_rate: float | None
) -> tuple[WidthSlope, ...]:
    rate: dict[str, Any] = {} if learning_rate is None else {"learning_rate": learning_rate}
    try:
        return width_slopes(factory, WIDTHS, batch, loss, **rate)
    except InitlabError:
        raise
    except Exception as error:
        raise UserCodeError(
            f"The factory of widths raised {type(error).__name__}: {error}. "
            "It is called with a width alone."
        ) from error


def _codes(what: str, given: Sequence[str]) -> Sequence[str]:
    if isinstance(given, str) or not isinstance(given, Sequence | Mapping | set | frozenset):
        raise UserCodeError(f"{what} is a list of codes, such as ('SCL', 'GRD001'); got {given!r}.")
    return tuple(given)
