"""A Matplotlib figure as an `<svg>` element for a page: small, named, in the page's colours.

What Matplotlib writes is a document of its own: fixed size, ids that repeat from picture to
picture, and a `<style>` that would reach the whole page. All of it is undone here.
"""

from __future__ import annotations

import hashlib
import re
from io import StringIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from initlab.errors import DomainError
from initlab.report.numerals import one_line
from initlab.report.style import FIXED, INK, THEME, styled

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from matplotlib.figure import Figure

__all__ = ["ID", "natural_width_px", "to_svg"]

RASTER_DPI = 160  # of what is drawn as pixels
CSS_PX_PER_PT = 96 / 72
LARGEST = 1.35  # times the natural size: text then is as large as that of the page
ROOT_STYLE = (
    "width:100%;max-width:{width}px;height:auto;overflow:visible;"
    "stroke-linejoin:round;stroke-linecap:butt;"
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
)
VARIABLES = {shade.light: f"var({shade.variable},{shade.light})" for shade in THEME}
VARIABLES["#000000"] = VARIABLES[INK.light]  # Matplotlib's own default
ID = re.compile(r'<svg id="(p[0-9a-f]{10})"')
WIDTH = re.compile(r'viewBox="0 0 ([0-9.]+) ')
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
FONT_FAMILY = re.compile(r"font-family:[^;]*(; )?")
REFERENCE = re.compile(r"(?<=^#)[\w-]+|(?<=url\(#)[\w-]+")


def to_svg(figure: Figure, *, title: str, description: str) -> str:
    """The figure as one `<svg>` element to put into an HTML page.

    Args:
        figure: any Matplotlib figure; it stays as it was.
        title: a few words that name the picture; plain text.
        description: what a reader who cannot see it should know; plain text.
    Returns: the element, the same text for figures made alike: no prolog, nothing to fetch, as wide
        as its box up to 1.35 times the figure's width. Its ids begin with a hash of its content.
    Raises: DomainError: `title` is blank.

    >>> from initlab.report import new_axes, to_svg
    >>> svg = to_svg(new_axes().figure, title="Empty", description="Two axes and no curve.")
    >>> svg[:12], svg[-6:]
    ('<svg id="p...', '</svg>')
    """
    if not title.strip():
        raise DomainError("A picture needs a title for readers who cannot see it; got a blank.")
    drawing = StringIO()
    with styled():
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(drawing, format="svg", dpi=RASTER_DPI, metadata=nothing)
    root = ElementTree.fromstring(drawing.getvalue())
    _tidy(root)
    _colour(root)
    title, description = one_line(title, 200), one_line(description, 2000)
    _rename_ids(root, "p")  # Matplotlib's own come from positions to the last bit
    content = "\0".join([ElementTree.tostring(root, encoding="unicode"), title, description])
    prefix = "p" + hashlib.sha256(content.encode()).hexdigest()[:10]
    _rename_ids(root, prefix)
    return ElementTree.tostring(_named(root, prefix, title, description), encoding="unicode")


def natural_width_px(svg: str) -> float:
    """Width in CSS pixels at which the text of a picture has its intended size."""
    found = WIDTH.search(svg)
    return float(found[1]) * CSS_PX_PER_PT if found else 500.0


def _tidy(root: Element) -> None:
    """Drop namespaces, blanks between elements, the style sheet, and digits nobody can see."""
    for parent in root.iter():
        parent.tag = parent.tag.rpartition("}")[2]
        for child in [
            c for c in parent if c.tag.endswith("}defs") and c.find("{*}style") is not None
        ]:
            parent.remove(child)
        if parent.tag not in ("text", "tspan"):
            parent.text = None
        parent.tail = None
        parent.attrib = {name.rpartition("}")[2]: value for name, value in parent.attrib.items()}
        if parent.get("transform", "").startswith("rotate(-0 "):
            del parent.attrib["transform"]
        for name in parent.attrib.keys() & {"d", "x", "y", "transform"}:
            if not parent.attrib[name].startswith(("matrix", "scale")):  # they multiply the error
                parent.set(name, LONG_NUMBER.sub(_rounded, parent.attrib[name]))
        if "style" in parent.attrib:  # the font is the root's: Matplotlib's is on few machines
            parent.set("style", FONT_FAMILY.sub("", parent.attrib["style"]))
        if parent.tag == "image":
            parent.set("href", "".join(parent.attrib["href"].split()))
    for group in root.iter("g"):
        styles = {child.get("style") for child in group}
        if len(styles) == 1 and None not in styles and all(c.tag == "use" for c in group):
            group.set("style", styles.pop() or "")  # said once instead of for every point
            for child in group:
                del child.attrib["style"]


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


def _colour(element: Element) -> None:
    """Let the page choose the theme's colours, except under an artist that is fixed."""
    if element.get("id") == FIXED:
        return
    style = element.get("style", "")
    if element.tag == "text" and "fill" not in style:
        style += "; fill: #000000"  # left unsaid by Matplotlib
    for code, variable in VARIABLES.items():
        style = style.replace(code, variable)
    if style:
        element.set("style", style)
    for child in element:
        _colour(child)


def _rename_ids(root: Element, prefix: str) -> None:
    """Keep the ids that something refers to, under names that no other picture has."""
    used = {name for e in root.iter() for v in e.attrib.values() for name in REFERENCE.findall(v)}
    ids = [i for i in (element.get("id") for element in root.iter()) if i in used]
    new = {old: f"{prefix}-{n}" for n, old in enumerate(dict.fromkeys(ids))}
    for element in root.iter():
        if (old := element.attrib.pop("id", None)) in new:
            element.set("id", new[old])
        for attribute, value in element.attrib.items():
            element.set(attribute, REFERENCE.sub(lambda found: new.get(found[0], found[0]), value))


def _named(root: Element, prefix: str, title: str, description: str) -> Element:
    """The root again with our attributes only, and its name and description in front."""
    width = LARGEST * CSS_PX_PER_PT * float(root.attrib["viewBox"].split()[2])
    named = ElementTree.Element(
        "svg",
        {
            "id": prefix,
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": root.attrib["viewBox"],
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "style": ROOT_STYLE.format(width=round(width)),
        },
    )
    ElementTree.SubElement(named, "title", {"id": f"{prefix}-title"}).text = title
    ElementTree.SubElement(named, "desc", {"id": f"{prefix}-desc"}).text = description
    named.extend(list(root))
    return named
