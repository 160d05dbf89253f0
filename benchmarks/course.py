"""Grading 300 honest notebooks in each sandbox and in none, beside the same checks in this process.

    .venv/bin/python benchmarks/course.py [COUNT]

The notebooks are the right submissions of tests/course/styles, each with text, magics, pictures and
the cells that load data, train and plot, which a grader must not wait for. In the same sandboxes,
the wrong submissions of tests/course/wrong.py.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from initlab.course.exercise import load  # noqa: E402
from initlab.course.grading import AT_A_TIME, Grade, grade, grade_many  # noqa: E402
from initlab.course.sandbox import LAYERS, UNPROTECTED, ChildSession, Layer, trouble  # noqa: E402
from tests.course.in_process import InProcess  # noqa: E402
from tests.course.test_styles import as_notebook, styles  # noqa: E402
from tests.course.wrong import all_wrong  # noqa: E402

AFTERWARDS = """

train_X, train_Y, test_X, test_Y = load_dataset()
parameters = model(train_X, train_Y, num_iterations=15000, initialization="he")
plot_decision_boundary(lambda x: predict_dec(parameters, x.T), train_X, train_Y)
"""
PICTURE = "iVBORw0KGgo" * 20_000  # 220 kB, as a plot's output


def notebooks(folder: Path, count: int) -> dict[str, Path]:
    """Notebooks on the disk, no two of the same bytes."""
    files = {}
    sources = itertools.islice(itertools.cycle(styles().values()), count)
    for number, source in enumerate(sources):
        document = json.loads(as_notebook(f"# student {number}\n{source}{AFTERWARDS}"))
        document["cells"][2]["outputs"] = [{"data": {"image/png": PICTURE}}]
        files[f"{number:03}.ipynb"] = folder / f"{number:03}.ipynb"
        files[f"{number:03}.ipynb"].write_text(json.dumps(document), encoding="utf-8")
    return files


def graded(layer: Layer, files: dict[str, Path]) -> tuple[float, dict[str, Grade]]:
    """How long grading takes, and the grades by name."""
    asked, opening = load("initialization"), partial(ChildSession, layer=layer)
    start = time.perf_counter()
    grades = list(grade_many(lambda path, name: grade(asked, path, opening, name), files))
    return time.perf_counter() - start, {one.submission: one for one in grades}


def faults(layer: Layer, folder: Path) -> str:
    """What becomes of the tests' wrong submissions."""
    wrong = {f"{number:03}.py": one for number, one in enumerate(all_wrong())}
    for name, one in wrong.items():
        (folder / name).write_text(one.source, encoding="utf-8")
    _, grades = graded(layer, {name: folder / name for name in wrong})
    passed = sum(grade.score == 1 for grade in grades.values())
    named = 0
    for name, one in wrong.items():
        failed = [check for check in grades[name].checks if check.outcome == "failed"]
        named += [check.name for check in failed] == [one.check] and one.words in failed[0].hint
    return f"{len(wrong)} wrong submissions: {named} named by the hint, {passed} passed"


def main() -> None:
    """Measure each layer that works here, and this process; print the ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with TemporaryDirectory() as name:
        files = notebooks(Path(name), count)
        # One after the other: the stand-in shares NumPy's global random state with its neighbours.
        asked = load("initialization")
        start = time.perf_counter()
        few = list(files.values())[: max(1, count // 6)]
        assert all(grade(asked, path, InProcess).score == 1 for path in few)
        here = (time.perf_counter() - start) / len(few)
        print(f"{count} notebooks, {AT_A_TIME} at a time; in this process alone {here:.2f} s each")
        for layer in (*LAYERS.values(), UNPROTECTED):
            if why := layer is not UNPROTECTED and trouble(layer):
                print(f"{layer.description}: {why}")
                continue
            took, grades = graded(layer, files)
            right = sum(one.score == 1 for one in grades.values())
            print(f"{layer.description}: {took:.0f} s, {right} with full marks, ", end="")
            print(f"{took / count:.2f} s each, ratio {took / count / here:.1f}")
            print(f"    {faults(layer, Path(name))}", flush=True)


if __name__ == "__main__":
    main()
