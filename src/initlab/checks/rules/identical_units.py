"""SYM002: units of a layer that start as copies of one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from initlab.checks.facts import entry_for, first_uses, learned, outputs, starts
from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.snapshot import Signal, Snapshot, Weight

EXPLAINS = (
    *("COL001", "COL002", "SCL001", "SCL002", "SCL004", "GRD001", "GRD002", "GRD003"),
    *("ACT001", "ACT002", "HED001", "TRP001"),
)
# Random bits of an element. PyTorch draws 24 for float32; the smaller formats round to theirs.
BITS = {"float64": 53, "float32": 24, "float16": 11, "bfloat16": 8}
# Sub-pixel convolutions start with each kernel repeated r² times, r the enlargement (Aitken et al.
# 2017, arXiv:1707.02937): their copies are rearranged into neighbouring pixels.
ENLARGEMENTS = (2, 3, 4, 8)


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """Units of one layer start with the same weights.

    Units with equal weights compute equal values. If the layer behind treats them alike as well,
    they get equal gradients and stay equal for ever; if it does not, they part slowly, from a
    signal that starts with as few dimensions as there are different units. A layer of n units of
    which d differ starts as a layer of d.

    Measured: the share of rows that repeat an earlier row of their group bit for bit. Two
    random rows agree with probability 2^−(bits × elements), so the limit is what chance gives, plus
    four of its standard deviations: nothing at all, but for rows of one or two elements in low
    precision. A packed weight may repeat a row once in each of its parts, since the parts play
    different roles; a head may be constant, as it may be 0; kernels repeated 4, 9, 16 or 64 times
    for a sub-pixel convolution are right. Layers of zeros are SYM001's.

    It is an error if a layer has one different unit only, a warning if it has more.

    What to try: He for layers with ReLU and its kin, Xavier otherwise. Never a constant.

    Source: Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4.
    """
    if not snapshot.weights:
        raise NotJudged("No weight was measured.")
    uses, heads = first_uses(snapshot), outputs(snapshot)
    copied = [
        w
        for w in learned(snapshot)
        if w.zero_share < 1 and w.name not in heads and w.duplicate_share > _limit(w)
    ]
    if not copied:
        return
    worst = min(copied, key=lambda w: (_different(w) > _fewest(w), _step(w, uses)))
    units, different = worst.shape[0], _different(worst)
    names = [worst.name, *(w.name for w in copied if w is not worst)]
    yield Finding(
        "SYM002",
        worst.layer,
        "error" if different <= _fewest(worst) else "warning",
        measured=f"{different} of the {units} units of {worst.name} differ",
        expected=f"{units}; by chance, a share of {_limit(worst):.1g} of the rows may repeat",
        message=f"{starts(names)} with copies of units: draw each row at random.",
        weight=worst.name,
        magnitude=units / different,
        explains=EXPLAINS,
        repairs=tuple(
            Repair(
                w.name,
                entry_for(uses[w.name].activation if w.name in uses else None),
                "random rows differ",
            )
            for w in copied
        ),
    )


def _limit(weight: Weight) -> float:
    """The share of rows that may repeat another."""
    rows = weight.shape[0]
    elements = 1
    for size in weight.shape[1:]:
        elements *= size
    # Each of rows²/2 pairs agrees with this probability; a count has about its square root for a
    # standard deviation.
    pairs = rows * rows / 2 * 2.0 ** -min(BITS.get(weight.dtype, 24) * elements, 1000)
    chance = (pairs + 4 * pairs**0.5) / rows
    by_design = 1 - 1 / weight.parts
    several = _different(weight) > _fewest(weight)  # a constant repeats as often as there are units
    if (
        len(weight.shape) > 2
        and several
        and any(abs(weight.duplicate_share - (1 - 1 / r**2)) < 1e-9 for r in ENLARGEMENTS)
    ):
        by_design = weight.duplicate_share
    return by_design + chance


def _different(weight: Weight) -> int:
    return max(1, round(weight.shape[0] * (1 - weight.duplicate_share)))


def _fewest(weight: Weight) -> int:
    """Rows that differ if each group and each part is one unit."""
    return max(weight.groups, 1)


def _step(weight: Weight, uses: Mapping[str, Signal]) -> int:
    use = uses.get(weight.name)
    return -1 if use is None else use.step


RULE = Rule(
    "SYM002",
    "identical-units",
    "error",
    limit="rows agree no more often than chance makes them: 2^−(bits × elements) for each pair "
    "(Goodfellow et al. 2016, section 8.4)",
    judge=judge,
)
