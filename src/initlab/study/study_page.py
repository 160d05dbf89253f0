"""A study as a page: ranking, situations, maps, curves, failures, and the plan to repeat it."""

from __future__ import annotations

from initlab import __version__
from initlab.report import Block, Code, Page, Row, Section, Text
from initlab.study import study_pictures, study_tables
from initlab.study.findings import Findings, findings, verdict
from initlab.study.results import Results, gather
from initlab.study.settings import words
from initlab.study.store import Store
from initlab.study.toml_text import plan_toml

MOST_NAMED = 20  # damaged runs


def study_page(store: Store) -> Page:
    """The report of a study, finished or not; everything on it comes from its store.

    Raises: FileError: the store cannot be read.
    """
    results = gather(store)
    return page_of(results, findings(results))


def page_of(results: Results, found: Findings) -> Page:
    """The same from results that are in memory."""
    plan = results.plan
    varied = ", ".join(f"{len(a.values)} of {words(a.name)}" for a in plan.varied)
    names = [source.name for source in plan.sources]
    return Page(
        title=f"A study of initializations on {', '.join(names)}",
        verdict=verdict(results, found),
        sections=[
            Section("What was run", _extent(results, varied)),
            *(_found(results, found) if found.situations else []),
            Section("The plan", _plan(results)),
        ],
        footer=f"initlab {__version__}",
    )


def _extent(results: Results, varied: str) -> list[Block]:
    plan = results.plan
    cells, seeds = len(plan.cells), len(plan.seeds)
    text = (
        f"{cells:,} combinations ({varied or 'one value of each setting'}), each trained from "
        f"{seeds:,} seeds: {plan.runs:,} runs. A seed changes the weights and the order of "
        "mini-batches, never the data, so all initializers meet the same examples and are "
        "compared seed by seed."
    )
    blocks: list[Block] = [Text(text)]
    if results.lacking:
        blocks.append(
            Text(
                f"{results.lacking:,} of these runs have no result; what follows is about the "
                "others. Running the study again trains them."
            )
        )
    if results.damaged:
        named = "\n".join(str(damage) for damage in results.damaged[:MOST_NAMED])
        rest = len(results.damaged) - MOST_NAMED
        blocks.append(Text(f"{len(results.damaged):,} of them are damaged and left out:"))
        blocks.append(Code(named + (f"\n… and {rest:,} more" if rest > 0 else "")))
    return blocks


def _found(results: Results, found: Findings) -> list[Section]:
    several = len(found.standings) > 1
    sections = list[Section]()
    if several:
        sections.append(
            Section("Ranking", [study_tables.ranking(found), study_tables.differences(found)])
        )
    sections.append(Section("Situation by situation", [study_tables.situations(found, results)]))
    maps = [
        Section(f"Cost over {title}", [Text(_MAPS), row])
        for title, row in study_pictures.maps(found, results)
    ]
    curves = study_pictures.cost_curves(found, results)
    lines = Text(
        "Median of the cost on the training data, over the seeds, with the middle half as a band; "
        "a line ends where half of its runs have diverged. "
        + (
            f"Of {len(found.situations):,} situations those {len(curves):,} in which the "
            "initializers differ most."
            if len(curves) < len(found.situations)
            else ""
        )
    )
    return [
        *sections,
        *maps,
        Section("Curves", [lines, Row(curves)]),
        Section("What went wrong", [study_tables.failures(found, results)]),
    ]


_MAPS = (
    "Median of the final cost over all seeds and all settings that are not named, in shades by "
    "powers of ten; grey cells have no finite median."
)


def _plan(results: Results) -> list[Block]:
    plan = results.plan
    return [
        Text(
            "Save this as plan.toml; `initlab study plan.toml` trains the same runs, to the same "
            f"bits (numerics {plan.numerics})."
        ),
        Code(plan_toml(plan)),
    ]
