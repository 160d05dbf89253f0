"""What a fix changes: one record per tensor, and the file that repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

__all__ = ["Edit", "grouped", "patch", "plan_of"]


@dataclass(frozen=True)
class Edit:
    """One tensor that gets new values, and what asked for it."""

    tensor: str
    entry: str  # as initializers.parse takes it
    scale: float | None  # standard deviation of the new values; None where parts differ
    bias: str | None  # of the same layer, set to zeros with it
    why: str
    code: str  # of the finding


def patch(edits: Sequence[Edit], seed: int) -> str:
    """A Python file with a function that makes the same edits.

    Args:
        edits: at least one.
        seed: of the draws.
    Returns: the text of a module with `reinitialize(model)`.

    >>> text = patch([Edit("0.weight", "he", 0.1, "0.bias", "the signal fades", "SCL001")], seed=3)
    >>> print(text)
    \"\"\"Start values chosen by `initlab check`.\"\"\"
    <BLANKLINE>
    from initlab.torch import initialize
    <BLANKLINE>
    # Tensor: entry of initlab's catalogue. Draws depend on the seed and the tensor's name alone.
    PLAN = {
        "0.weight": "he",  # SCL001: the signal fades
        "0.bias": "zeros",
        "*": None,  # all others stay as they are
    }
    <BLANKLINE>
    <BLANKLINE>
    def reinitialize(model, seed=3):
        \"\"\"Give `model` these start values in place; returns what was set.\"\"\"
        return initialize(model, PLAN, seed=seed)
    <BLANKLINE>
    """
    lines = []
    for edit in edits:
        because = " ".join(f"{edit.code}: {edit.why}".split())
        lines.append(f"    {_quoted(edit.tensor)}: {_quoted(edit.entry)},  # {because}")
        if edit.bias is not None:
            lines.append(f'    {_quoted(edit.bias)}: "zeros",')
    return "\n".join(
        [
            '"""Start values chosen by `initlab check`."""',
            "",
            "from initlab.torch import initialize",
            "",
            "# Tensor: entry of initlab's catalogue. "
            "Draws depend on the seed and the tensor's name alone.",
            "PLAN = {",
            *lines,
            '    "*": None,  # all others stay as they are',
            "}",
            "",
            "",
            f"def reinitialize(model, seed={seed}):",
            '    """Give `model` these start values in place; returns what was set."""',
            "    return initialize(model, PLAN, seed=seed)",
            "",
        ]
    )


def plan_of(edits: Sequence[Edit]) -> dict[str | type, str | None]:
    """The edits as a plan for `initlab.torch.initialize`, which leaves all other tensors alone."""
    plan: dict[str | type, str | None] = {}
    for edit in edits:
        plan[edit.tensor] = edit.entry
        if edit.bias is not None:
            plan[edit.bias] = "zeros"
    return {**plan, "*": None}


def grouped(edits: Sequence[Edit]) -> list[Edit]:
    """Edits for a table: a run of alike ones is one, named by its first and its last tensor.

    >>> edits = [Edit(f"{i}.weight", "he", 0.1, None, "fades", "SCL001") for i in range(3)]
    >>> [edit.tensor for edit in grouped(edits)]
    ['0.weight to 2.weight, 3 in all']
    """

    def likeness(edit: Edit) -> tuple[object, ...]:
        return edit.entry, edit.scale, edit.bias is None, edit.why, edit.code

    shown = []
    for _, group in groupby(edits, key=likeness):
        run = list(group)
        name = f"{run[0].tensor} to {run[-1].tensor}, {len(run)} in all"
        shown.append(run[0] if len(run) == 1 else replace(run[0], tensor=name))
    return shown


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
