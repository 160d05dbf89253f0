"""The classic initialization experiments: drop-in helper modules and the documents' functions."""

from __future__ import annotations

from pathlib import Path

__all__ = ["path"]


def path() -> Path:
    """Folder of the helper modules that the course's notebooks import.

    With this folder on `PYTHONPATH`, a notebook written for the original `init_utils`,
    `public_tests`, `coding_neural_network_from_scratch` or `load_dataset` runs unchanged.

    Returns: an absolute path; it exists wherever initlab is installed as plain files.

    >>> sorted(file.stem for file in path().glob("[a-z]*.py"))
    ['coding_neural_network_from_scratch', 'init_utils', 'load_dataset', 'public_tests']
    """
    return Path(__file__).resolve().parent / "dropins"
