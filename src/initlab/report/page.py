"""A report as one HTML page: plain records in, a text that needs nothing else out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from initlab.errors import DomainError, ShapeError
from initlab.report.numerals import number
from initlab.report.style import THEME
from initlab.report.svg import ID, natural_width_px

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = [
    "Block",
    "Cell",
    "Code",
    "Page",
    "Picture",
    "Row",
    "Section",
    "Table",
    "Text",
    "render",
]

Cell = str | float | None  # a number is shown to four digits; None is a dash

# Sign, bracket or comparison, then digits, and no letter but the e of an exponent: "0.93 ± 0.01".
QUANTITY = re.compile(r"[\s(\[<>≈~≤≥±+−-]*\.?\d[^A-Za-df-z]*|−?∞|NaN|[–—]?")
SHORT_TEXT = 26  # characters
MAP_PX = 300  # natural width below which a picture has hardly any text


@dataclass(frozen=True)
class Text:
    """Paragraphs; a blank line starts the next one."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Code:
    """Lines to copy: a command, a program, a table of plain text."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True)
class Table:
    """`rows` of as many cells as there are `columns`; columns of numbers are aligned right."""

    kind: ClassVar[str] = "table"
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str


@dataclass(frozen=True)
class Picture:
    """An `svg` of `to_svg`, a sentence that says what it shows, and the numbers behind it."""

    kind: ClassVar[str] = "picture"
    svg: str
    caption: str
    data: Table | None = None


@dataclass(frozen=True)
class Row:
    """Pictures side by side, as many as the width allows."""

    kind: ClassVar[str] = "row"
    pictures: Sequence[Picture]


Block = Text | Table | Picture | Row | Code


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; `id` is for links, made from the heading if absent."""

    heading: str
    blocks: Sequence[Block]
    id: str | None = None


@dataclass(frozen=True)
class Page:
    """A whole report: its `verdict` is the sentence to read if one reads nothing else."""

    title: str
    verdict: str
    sections: Sequence[Section]
    footer: str


def render(page: Page, *, fragment: bool = False) -> str:
    """The page as HTML that needs no other file, no script and no network.

    Args:
        page: every text in it is plain: markup in a name is shown, not obeyed.
        fragment: one `<div>` for a page that exists, such as a notebook, instead of a document;
            its style sheet reaches nothing outside.
    Returns: the same text for the same page.
    Raises:
        ShapeError: a row of a table has another number of cells than the table has columns.
        DomainError: a picture that is not an `<svg>` of `to_svg`, or two sections with one id.

    >>> page = Page("Two starts", "He learns, <zeros> does not.", [], footer="initlab")
    >>> "He learns, &lt;zeros&gt; does not." in render(page)
    True
    """
    text: str = _template().render(
        page=page,
        fragment=fragment,
        theme=THEME,
        sections=list(zip(page.sections, _section_ids(page.sections), strict=True)),
        pictures=_Pictures(),
        column_classes=_column_classes,
        show=_cell,
        cell_px=_cell_px,
        paragraphs=lambda text: [part.strip() for part in re.split(r"\n\s*\n", text.strip())],
    )
    # A file name may hold bytes that are no text; UTF-8 has no place for them.
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _template() -> Template:
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    source = files("initlab.report").joinpath("page.html.jinja").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)


class _Pictures:
    """Hands out the markup of pictures; one that comes again gets ids of its own."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def markup(self, picture: Picture) -> Any:
        from markupsafe import Markup

        found = ID.match(picture.svg)
        if found is None:
            raise DomainError(f"A picture needs an <svg> made by to_svg; got {picture.svg[:30]!r}.")
        name = found[1]
        self.seen[name] += 1
        again = self.seen[name]
        return Markup(picture.svg if again == 1 else picture.svg.replace(name, f"{name}x{again}"))


def _section_ids(sections: Sequence[Section]) -> list[str]:
    """One id per section, unique on the page."""
    given = [section.id for section in sections if section.id is not None]
    for name, times in Counter(given).items():
        if times > 1 or not re.fullmatch(r"[\w.:-]+", name):
            raise DomainError(f"Section ids need to be unique and without blanks; got {name!r}.")
    ids = list[str]()
    for section in sections:
        words = "-".join(re.findall(r"\w+", section.heading.lower())) or "section"
        free = (f"{words}-{i}" if i > 1 else words for i in count(1))
        ids.append(section.id or next(name for name in free if name not in [*given, *ids]))
    return ids


def _column_classes(table: Table) -> list[str]:
    """For each column: only numbers, short texts that never wrap, or long ones that need room."""
    for row in table.rows:
        if len(row) != len(table.columns):
            raise ShapeError(
                f"Table {table.caption!r} has {len(table.columns)} columns; got a row of "
                f"{len(row)} cells: {tuple(row)!r:.80}."
            )
    columns = [[_cell(row[i]) for row in table.rows] for i in range(len(table.columns))]
    return [
        "number"
        if any(column) and all(map(QUANTITY.fullmatch, column))
        else "long"
        if max(map(len, column), default=0) > SHORT_TEXT
        else "short"
        for column in columns
    ]


def _cell(value: Cell) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else number(value)


def _cell_px(row: Row) -> int:
    """How narrow the pictures of a row may get before they wrap; text has to stay readable."""
    natural = min((natural_width_px(picture.svg) for picture in row.pictures), default=MAP_PX)
    return round(natural * (0.6 if natural < MAP_PX else 0.7))
