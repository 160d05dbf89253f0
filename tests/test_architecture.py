"""Who may import whom: files import from their own folder and from lower levels, nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src" / "initlab"
LEVELS = {
    "errors": -1,  # raised everywhere
    "kernel": 0,
    "elementary": 0,
    "quadrature": 0,
    "statistics": 0,
    "streams": 1,
    "activations": 1,
    "report": 1,
    "initializers": 2,
    "datasets": 2,
    "networks": 3,
    "theory": 3,
    "engine": 4,
    "torch": 4,
    "jax": 4,
    "keras": 4,
    "study": 5,
    "checks": 5,
    "course": 6,
    "playground": 6,
    "cli": 7,
    "__main__": 8,
    "__init__": 9,  # the public names, loaded on first use
}
# A framework is imported only by a file or folder that bears its name.
FRAMEWORKS = ("torch", "jax", "keras", "dask")
FILES = sorted(ROOT.rglob("*.py"))


def imports(path: Path) -> list[tuple[str, bool]]:
    """Every module a file imports, and whether it does so when it is itself imported."""
    tree = ast.parse(path.read_text())
    top_level = set(map(id, tree.body))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top_level) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found += [
                (f"{module}.{alias.name}" if module == "initlab" else module, id(node) in top_level)
                for alias in node.names
            ]
    return found


def room(path: Path) -> str:
    """The folder or file of the map that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_every_room_has_a_level():
    assert {room(path) for path in FILES} <= set(LEVELS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    for module, _ in imports(path):
        if module.startswith("initlab."):
            other = module.split(".")[1]
            if other == "__version__" or other == room(path):
                continue
            assert LEVELS[other] < LEVELS[room(path)], f"{path.name} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_frameworks_are_imported_by_files_named_after_them(path):
    named = " ".join(path.relative_to(ROOT).parts)
    for module, _ in imports(path):
        for framework in FRAMEWORKS:
            if module.split(".")[0] == framework:
                assert framework in named, f"{path} imports {module}"


def test_importing_initlab_loads_nothing_heavy():
    import subprocess
    import sys

    code = "import initlab, sys; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    heavy = {"scipy", "sklearn", "matplotlib", "rich", "cyclopts", "pydantic", "jinja2", "PIL"}
    assert not loaded & (heavy | set(FRAMEWORKS))


def test_no_folder_bears_the_name_of_a_public_function():
    import initlab

    functions = [name for name in initlab.__all__ if callable(getattr(initlab, name))]
    assert not {path.name for path in ROOT.iterdir()} & set(functions)
