"""A student's text in our reports: shown, and unable to do anything."""

from __future__ import annotations

from initlab.errors import printable

LONGEST = 300
# What could open a tag or close an attribute is replaced by a letter that looks like it, so that a
# reason reads the same in a terminal, in JSON, in a page and in a table, and is escaped once.
LOOKS_LIKE = str.maketrans({"<": "‹", ">": "›", '"': "”", "'": "’", "&": "＆", "`": "ˋ"})
FORMULA = ("=", "+", "-", "@")


def harmless(text: object, longest: int = LONGEST) -> str:
    r"""The text on one line, without terminal codes, markup or a spreadsheet's formula.

    Args:
        text: anything a submission may have chosen: an error's words, a key, a file's name.
        longest: characters kept.

    >>> harmless("\x1b[31m<b>red</b>\nnext")
    '\\x1b[31m‹b›red‹/b› next'
    >>> harmless("=1+1")
    '’=1+1'
    """
    words = " ".join(str(text)[: 4 * longest].split())
    shown = printable(words).translate(LOOKS_LIKE)
    if shown.startswith(FORMULA):
        shown = "’" + shown
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
