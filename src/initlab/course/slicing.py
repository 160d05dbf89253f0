"""Of a program, the statements that some functions need: imports, constants, helpers.

The rest of a notebook (loading data, training, plotting, testing) is not run, which makes grading
quick and lets a submission be graded without the modules that only its pictures need.
"""

from __future__ import annotations

import ast
import symtable
from dataclasses import dataclass

# What every notebook of the course begins with, for files that hold the functions alone.
PRELUDE = "import math\nimport numpy as np\n"


@dataclass(frozen=True)
class _Statement:
    node: ast.stmt
    sets: frozenset[str]  # the names that it gives a value to
    uses: frozenset[str]  # the global names that it reads, at once or when called
    touches: str  # the name whose method or item it changes, or ""


def slice_source(source: str, functions: set[str]) -> str:
    """The statements that define `functions`, and all that these need, in their order.

    Args:
        source: Python without syntax errors.
        functions: names; those that are not there are ignored. If none is set by a plain
            statement, everything is kept: the program may define them in another way.
    Returns: Python in which an import that fails is passed over.

    >>> program = "import os\\ns = 2\\ndef f(): return s\\nprint(f())\\nt = f()"
    >>> print(slice_source(program, {"f"}).removeprefix(PRELUDE))
    s = 2
    def f():
        return s
    """
    statements = [_described(node) for node in ast.parse(source).body]
    defined = {name for statement in statements for name in statement.sets}
    needed = functions & defined
    if not needed:
        return PRELUDE + "\n".join(_tolerant(statement.node) for statement in statements)
    while True:
        kept = [statement for statement in statements if _is_kept(statement, needed)]
        more = needed.union(*(statement.uses for statement in kept))
        if more == needed:
            return PRELUDE + "\n".join(_tolerant(statement.node) for statement in kept)
        needed = more


def _is_kept(statement: _Statement, needed: set[str]) -> bool:
    star = "*" in statement.sets
    return star or bool(statement.sets & needed) or statement.touches in needed


def _described(node: ast.stmt) -> _Statement:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {alias.asname or alias.name.split(".")[0] for alias in node.names}
        return _Statement(node, frozenset(names), frozenset(), "")
    table = symtable.symtable(ast.unparse(node), "submission", "exec")
    sets = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    uses = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    for inner in _inner(table):
        for symbol in inner.get_symbols():
            if symbol.is_global():
                uses.add(symbol.get_name())
                if symbol.is_declared_global() and symbol.is_assigned():
                    uses.add(symbol.get_name())
    return _Statement(node, frozenset(sets), frozenset(uses), _touched(node))


def _inner(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    return [
        table_inside for child in table.get_children() for table_inside in [child, *_inner(child)]
    ]


def _touched(node: ast.stmt) -> str:
    """`sizes` of `sizes.append(3)`, `sizes[0] = 3` and `sizes.seed = 3`."""
    place: ast.AST | None = None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        place = node.value.func
        if isinstance(place, ast.Name):
            return ""
    elif isinstance(node, ast.Assign):
        place = node.targets[0]
    elif isinstance(node, ast.AugAssign):
        place = node.target
    while isinstance(place, ast.Attribute | ast.Subscript | ast.Call):
        place = place.func if isinstance(place, ast.Call) else place.value
    return place.id if isinstance(place, ast.Name) else ""


def _tolerant(node: ast.stmt) -> str:
    """An import that may fail: helper modules of a course are not on the grader's machine."""
    text = ast.unparse(node)
    if not isinstance(node, ast.Import | ast.ImportFrom) or text.startswith("from __future__"):
        return text
    single = text if isinstance(node, ast.ImportFrom) else None
    lines = [single] if single else [ast.unparse(ast.Import(names=[name])) for name in node.names]
    return "\n".join(f"try:\n    {line}\nexcept ImportError:\n    pass" for line in lines)
