"""Saving: the whole page or the old file, and one clear line if it cannot be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from initlab.errors import FileError
from initlab.report import Page, check_writable, render, write

PAGE = Page("Two starts", "He learns.", [], "")


def test_the_file_holds_the_page(tmp_path):
    path = tmp_path / "report.html"
    assert write(PAGE, path) == path
    assert path.read_bytes() == render(PAGE).encode()
    assert os.listdir(tmp_path) == ["report.html"]


def test_the_file_is_as_readable_as_any_other(tmp_path):
    (tmp_path / "other").touch()
    modes = [
        stat.S_IMODE(p.stat().st_mode) for p in (write(PAGE, tmp_path / "a"), tmp_path / "other")
    ]
    assert modes[0] == modes[1]


@pytest.mark.parametrize("call", ["replace", "fsync"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, OSError(28, "No space left")])
def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch, call, error):
    path = tmp_path / "report.html"
    path.write_text("old")

    def fail(*_):
        raise error

    monkeypatch.setattr(os, call, fail)
    expected = FileError if isinstance(error, OSError) else error
    with pytest.raises(expected, match="No space left" if expected is FileError else None):
        write(PAGE, path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_page_that_cannot_be_rendered_leaves_the_old_file(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(AttributeError):
        write(Page("t", "v", [None], ""), path)
    assert path.read_text() == "old"


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.html", tmp_path / "link.html"
    link.symlink_to(target)
    write(PAGE, link)
    assert link.is_symlink()
    assert target.read_bytes() == render(PAGE).encode()


def unwritable(tmp_path):
    """Paths that cannot be written, and what the message says of each."""
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    return {
        tmp_path / "missing" / "report.html": "no folder",
        tmp_path: "is a folder",
        tmp_path / "file" / "report.html": "Not a directory",
        tmp_path / "pipe": "not a regular file",
        tmp_path / "loop": "Cannot write",
        tmp_path / ("x" * 300): "too long",
        tmp_path / "a\0b": "null",
        Path("/proc/report.html"): "Cannot write",
    }


@pytest.mark.parametrize("action", [lambda path: write(PAGE, path), check_writable])
def test_a_place_that_cannot_be_written_is_named_in_one_line(tmp_path, action):
    before = None
    for path, reason in unwritable(tmp_path).items():
        before = before or sorted(os.listdir(tmp_path))
        with pytest.raises(FileError, match=reason) as caught:
            action(path)
        assert "\n" not in str(caught.value)
        assert sorted(os.listdir(tmp_path)) == before


def test_checking_leaves_no_trace(tmp_path):
    check_writable(tmp_path / "new.html")
    (tmp_path / "old.html").write_text("old")
    check_writable(tmp_path / "old.html")
    assert os.listdir(tmp_path) == ["old.html"]
    assert (tmp_path / "old.html").read_text() == "old"
