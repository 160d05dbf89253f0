"""Whether the tests can go red: each fault of `faults.py`, and the tests that should notice it.

`python -m tools.mutants [WORD]` puts every fault (or those with WORD in their name) into a copy of
the package, runs its tests and fails if one of them stays green.
"""

from __future__ import annotations

import compileall
import importlib.util
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tools.faults import ALL, Fault

ROOT = Path(__file__).parents[1]
COPIED = ("src", "tests", "conftest.py", "pyproject.toml")
LIMIT_S = 300  # far above what a fault takes: only a test that hangs should meet it
TESTS_FAILED = 1  # pytest's exit code; 2 and above: it could not run them

# An editable install redirects imports by a finder that comes before sys.path: it goes. The copy
# comes first, and the child says so itself if something else was imported all the same.
CHILD = """
import sys
sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "ScikitBuildRedirectingFinder"]
sys.path.insert(0, "src")
import initlab, os
if not initlab.__file__.startswith(os.getcwd()):
    sys.exit("the copy was not imported, but " + initlab.__file__)
import pytest
sys.exit(pytest.main(["-x", "-q", "--tb=no", "-p", "no:xdist", *sys.argv[1:]]))
"""


def main(words: Sequence[str]) -> int:
    """Run the faults; 0 if every one turned a test red."""
    started = time.monotonic()
    faults = [fault for fault in ALL if all(word in fault.name for word in words)]
    if not faults:
        print(f"No fault has {' and '.join(words)} in its name.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        workers = min(os.cpu_count() or 1, len(faults))
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            copies.put(_copy(Path(folder).resolve() / str(number)))
        if not _healthy(copies, faults):
            return 1

        def tried(fault: Fault) -> str:
            copy = copies.get()
            try:
                return _tried(copy, fault)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(workers) as pool:
            wrong = [outcome for outcome in pool.map(tried, faults) if outcome]
    print(f"{len(faults) - len(wrong)} of {len(faults)} faults were noticed", end="; ")
    print(f"{time.monotonic() - started:.0f} s")
    for outcome in wrong:
        print(outcome)
    return bool(wrong)


def _copy(place: Path) -> Path:
    """What the tests need, compiled, the engine's module included."""
    place.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, place / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, place / name)
    kernel = importlib.util.find_spec("initlab._kernel")
    if kernel and kernel.origin:
        shutil.copy(kernel.origin, place / "src" / "initlab")
    # By hash: a fault may have the size and the time of the text it replaces.
    by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(place / "src", quiet=1, invalidation_mode=by_hash)
    return place


def _healthy(copies: SimpleQueue[Path], faults: Sequence[Fault]) -> bool:
    """Whether the same tests pass without a fault: otherwise red would mean nothing."""
    copy = copies.get()
    done = _run(copy, list(dict.fromkeys(test for fault in faults for test in fault.tests)), 600)
    copies.put(copy)
    if done.returncode:
        print(f"The tests fail without a fault:\n{done.stdout}{done.stderr}")
    return not done.returncode


def _tried(copy: Path, fault: Fault) -> str:
    """What is wrong with the tests, "" if one of them went red."""
    path = copy / "src" / "initlab" / fault.file
    text = path.read_text()
    count = text.count(fault.right)
    if count != 1:
        return f"{fault.name}: its text is {count} times in {fault.file}, not once; mend the fault."
    started = time.monotonic()
    path.write_text(text.replace(fault.right, fault.wrong))
    try:
        done = _run(copy, fault.tests, LIMIT_S)
    except subprocess.TimeoutExpired:
        return f"{fault.name}: its tests ran longer than {LIMIT_S} s; name fewer."
    finally:
        path.write_text(text)
    red = re.search(r"^FAILED (\S+)", done.stdout, re.MULTILINE)
    seconds = time.monotonic() - started
    if done.returncode == TESTS_FAILED and red:
        print(f"{seconds:5.1f} s  {fault.name}: {red[1].removeprefix('tests/')}", flush=True)
        return ""
    if done.returncode == 0:
        return f"{fault.name}: survived {', '.join(fault.tests)}; write a test that notices."
    return f"{fault.name}: the tests did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def _run(copy: Path, tests: Sequence[str], limit: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHILD, *tests],
        cwd=copy,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=limit,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
