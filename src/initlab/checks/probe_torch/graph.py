"""The forward pass as a graph: which value came from which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Node:
    """One value of the forward pass. A view that keeps every element is the same value."""

    index: int  # in order of computation, so a parent's is smaller
    operation: str
    parents: tuple[Node, ...] = ()
    from_batch: bool = False
    parameters: frozenset[str] = frozenset()  # computed from these and constants alone
    weighted: bool = False  # a weight was applied here
    signal: int | None = None  # the last weight applied, if only scalings and norms came since
    activated: bool = False  # and its activation
    addition: int | None = None  # this is that sum
    base: Node | None = None  # what this is a scaled or cast copy of
    mean_square: float | None = None

    @property
    def origin(self) -> Node:
        """The value behind scalings and casts."""
        node = self
        while node.base is not None:
            node = node.base
        return node


def descends(late: Node, early: Node, *, through_weights: bool = False) -> bool:
    """Whether `late` was computed from `early`; if asked, on a path that applies a weight."""
    seen: set[tuple[int, bool]] = set()
    waiting = [(late, late.weighted)]
    while waiting:
        node, weighted = waiting.pop()
        if node is early:
            if weighted or not through_weights:
                return True
            continue
        for parent in node.parents:
            # Whether `early` itself applied a weight says nothing about the path from it on.
            state = (parent, weighted or (parent.weighted and parent is not early))
            key = (parent.index, state[1])
            if parent.index >= early.index and key not in seen:
                seen.add(key)
                waiting.append(state)
    return False


def last_signals(output: Node) -> set[int]:
    """The steps of the weights that lead to `output`, on every way without another weight."""
    last: set[int] = set()
    earlier: set[int] = set()
    seen: set[tuple[int, bool]] = set()
    waiting = [(output, False)]
    while waiting:
        node, behind = waiting.pop()
        if (node.index, behind) in seen:
            continue
        seen.add((node.index, behind))
        if node.weighted and node.signal is not None:
            (earlier if behind else last).add(node.signal)
        waiting.extend((parent, behind or node.weighted) for parent in node.parents)
    return last - earlier
