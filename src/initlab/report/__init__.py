"""Pictures and pages, drawn from plain arrays and texts; knows nothing else of initlab.

Importing it loads neither Matplotlib nor Jinja2: they come when something is drawn.
"""

from initlab.report.cells import heatmap
from initlab.report.decisions import decision_map
from initlab.report.images import image_row
from initlab.report.lines import Series, curves
from initlab.report.numerals import number
from initlab.report.page import (
    Block,
    Cell,
    Code,
    Page,
    Picture,
    Row,
    Section,
    Table,
    Text,
    render,
)
from initlab.report.plain import plain
from initlab.report.style import new_axes, new_figure, styled
from initlab.report.svg import to_svg
from initlab.report.writing import check_writable, write

__all__ = [
    "Block",
    "Cell",
    "Code",
    "Page",
    "Picture",
    "Row",
    "Section",
    "Series",
    "Table",
    "Text",
    "check_writable",
    "curves",
    "decision_map",
    "heatmap",
    "image_row",
    "new_axes",
    "new_figure",
    "number",
    "plain",
    "render",
    "styled",
    "to_svg",
    "write",
]
