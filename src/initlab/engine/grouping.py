"""How many networks stand side by side: it decides how long training takes, never a result."""

from __future__ import annotations

# How long a group of so many lanes takes, and a network that has all lanes for itself, in units of
# the narrowest group: measured on the seed network.
GROUP_TIME = {8: 1.6, 4: 1.2, 2: 1.0}
ALONE_TIME = 0.6


def lanes_for(widths: list[int], networks: int, workers: int) -> tuple[int, int]:
    """The lane width, and the networks in a group, that train so many soonest.

    Each thread trains its share of the groups one after another.

    >>> lanes_for([8, 4, 2], networks=1000, workers=2), lanes_for([8, 4, 2], 5, 2)
    ((8, 8), (4, 4))
    >>> lanes_for([8, 4, 2], networks=1, workers=2)
    (8, 1)
    """
    choices = [(ALONE_TIME, widths[0], 1)] + [(GROUP_TIME[w], w, w) for w in widths]

    def time(choice: tuple[float, int, int]) -> float:
        groups = -(-networks // choice[2])
        return -(-groups // workers) * choice[0]

    _, width, per_group = min(choices, key=time)
    return width, per_group
