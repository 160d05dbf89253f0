"""The classic initialization experiments: drop-in helper modules and the documents' functions."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

__all__ = ["blog", "notebook", "notes", "path"]


def __getattr__(name: str) -> object:  # the documents' modules load NumPy and more: on first use
    if name in __all__:
        return import_module(f"initlab.course.{name}")
    raise AttributeError(f"module 'initlab.course' has no attribute {name!r}")


def path() -> Path:
    """Folder of the helper modules that the course's notebooks import.

    With this folder on `PYTHONPATH`, a notebook written for the original `init_utils`,
    `public_tests`, `coding_neural_network_from_scratch` or `load_dataset` runs unchanged.

    Returns: an absolute path; it exists wherever initlab is installed as plain files.

    >>> sorted(file.stem for file in path().glob("[a-z]*.py"))
    ['coding_neural_network_from_scratch', 'init_utils', 'load_dataset', 'public_tests']
    """
    return Path(__file__).resolve().parent / "dropins"
