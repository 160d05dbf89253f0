"""The hostile submissions, and the world that they are let loose on."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from initlab.course.exercise import Exercise, load
from initlab.course.sandbox.layers import CHILD

ASKED: Exercise = load("initialization")
SOLUTION = CHILD.parent.parent / "exercises" / "initialization" / "solution.py"


@dataclass(frozen=True)
class Attack:
    """A file of `hostile/`, which defines `attack()`.

    Attributes:
        name: the file's.
        expected: its first line: "held", it fails before `return "escaped"`; "refused", there is
            no value; "free", it does no harm.
        source: the rest.
    """

    name: str
    expected: str
    source: str

    def aimed(self, world: Mapping[str, object]) -> str:
        """The source with the world's places in it."""
        source = self.source
        for word, meaning in world.items():
            source = source.replace(word, str(meaning))
        return source

    def submission(self, world: Mapping[str, object]) -> str:
        """Right in two functions of three; the first of them attacks."""
        last = "def initialize_parameters_zeros(layers_dims):\n    return attack()\n"
        return f"{ASKED.solution}\n\n{self.aimed(world)}\n\n{last}"


def attacks() -> list[Attack]:
    """All of them, by name."""
    files = sorted((Path(__file__).parent / "hostile").glob("*.py"))
    texts = [file.read_text().removeprefix("# ").split("\n", 1) for file in files]
    return [Attack(file.stem, *text) for file, text in zip(files, texts, strict=True)]


@contextmanager
def standing_world(folder: Path) -> Iterator[dict[str, object]]:
    """A file that must not change, and sockets that nobody may reach."""
    canary = folder / "canary"
    canary.write_text("untouched")
    (folder / "other.py").write_text("another submission")
    folder.chmod(0o777)
    canary.chmod(0o666)
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        unix.listen()
        yield {
            "CANARY": canary,
            "OTHER": folder / "other.py",
            "EXERCISE": SOLUTION,
            "HOME": folder,
            "PORT": tcp.getsockname()[1],
            "UNIX": folder / "socket",
            "PARENT": os.getpid(),
        }
        for listening in (tcp, unix):
            listening.setblocking(False)
            try:
                listening.accept()
            except BlockingIOError:
                continue
            raise AssertionError("somebody has called")
    assert canary.read_text() == "untouched"
