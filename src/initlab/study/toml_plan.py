"""A plan as a TOML file, read with every error at once, each with its line."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from initlab import datasets, networks
from initlab.errors import DomainError, FileError, InitlabError, unknown_name
from initlab.study import toml_lines
from initlab.study.axes import Axis, Exclusion, exclusion, listed
from initlab.study.plan import MOST_CELLS, MOST_RUNS, POINTS, Plan, checked
from initlab.study.python_plan import used
from initlab.study.settings import ALL, BY_NAME, Value, number, whole
from initlab.study.sources import Source, identity
from initlab.study.toml_faults import Faults, Place, short
from initlab.study.toml_values import MOST_VALUES, WITH_NUMBERS, located, spelled_out

MOST_BYTES = 1_000_000  # of a plan's text
MOST_POINTS = 100_000
_TABLES = ("study", "axes", "exclude", "record")
_OF_STUDY = ("seeds", "target_cost")


def read_plan(path: str | Path) -> Plan:
    """The plan in a TOML file; paths in it are relative to its folder.

    Raises:
        FileError: no such file, a folder, or no text.
        PlanErrors: everything that is wrong with it, each with its line.
    """
    path = Path(path)
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise FileError(
                f"A plan has at most {MOST_BYTES:,} bytes; {path} has {path.stat().st_size:,}."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except IsADirectoryError:
        raise FileError(f"A plan is a file such as plan.toml; {path} is a folder.") from None
    except UnicodeDecodeError as error:
        raise FileError(
            f"A plan is UTF-8 text; {path} is none from byte {error.start} on. Save it as UTF-8."
        ) from None
    except OSError as error:
        raise FileError(
            f"Cannot read the plan {path}: {(error.strerror or str(error)).lower()}. "
            "`initlab study new PLAN` writes one to begin with."
        ) from None
    return plan_of_text(text, path.name, path.parent)


def plan_of_text(text: str, name: str = "plan", folder: str | Path = ".") -> Plan:
    """The plan that a TOML text describes.

    Args:
        name: stands in front of each error.
        folder: in which the text's files are.
    Raises: PlanErrors: everything that is wrong with it.

    >>> made = plan_of_text('[study]\\nseeds = 5\\n[axes]\\ninitializer = ["he", "xavier"]')
    >>> len(made.cells), made.runs
    (2, 10)
    >>> plan_of_text("[axes]\\nlearning_rate = [0.1, nan]")
    Traceback (most recent call last):
        ...
    initlab.errors.PlanErrors: plan:2: axes.learning_rate[1]: learning_rate is a finite number ...
    """
    faults = Faults(name)
    table = _parsed(text, faults)
    faults.raise_any()
    faults.lines = toml_lines.lines(text)
    reader = _Reader(table, Path(folder), faults)
    return reader.plan()


def _parsed(text: str, faults: Faults) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        found = re.fullmatch(
            r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error)
        )
        line = int(found[2]) if found and found[2] else text.count("\n") + 1
        what = found[1] if found else str(error)
        faults.at(line, f"This is not TOML: {what[:1].lower()}{what[1:]}.")
    except RecursionError:
        faults.at(0, "A plan nests lists at most a few deep; this one goes too deep to be read.")
    except ValueError as error:  # a number of thousands of digits, a date that cannot be
        faults.at(0, f"This is not TOML that can be read: {error}.")
    return {}


class _Reader:
    """Reads one parsed plan, table by table."""

    def __init__(self, table: Mapping[str, Any], folder: Path, faults: Faults) -> None:
        self._table = table
        self._folder = folder
        self._faults = faults
        self._places: dict[tuple[str, Value], Place] = {}  # where a value of a setting stands

    def plan(self) -> Plan:
        faults = self._faults
        for name in self._table:
            if name not in _TABLES:
                faults.add((name,), _hint(name))
        study, varied = self._of("study"), self._of("axes")
        for name in study:
            if name not in (*BY_NAME, *_OF_STUDY):
                faults.add(("study", name), str(unknown_name("setting", name, self._known())))
        for name in varied:
            if name in _OF_STUDY:
                faults.add(("axes", name), f"{name} stands in [study], not in [axes].")
            elif name not in BY_NAME:
                faults.add(("axes", name), str(unknown_name("setting", name, BY_NAME)))
            elif name in study:
                faults.add(("axes", name), f"{name} stands in [study] too. Give it in one place.")
        axes = self._axes(study, varied)
        seeds = self._seeds(study.get("seeds", 10))
        target = self._number(("study", "target_cost"), study.get("target_cost"))
        points, record_layers = self._record()
        cells = math.prod(len(axis.values) for axis in axes)
        if cells > MOST_CELLS:
            faults.add(("axes",), f"A plan has at most {MOST_CELLS:,} cells; got {cells:,}.")
        elif cells * len(seeds) > MOST_RUNS:
            faults.add(
                ("study", "seeds"),
                f"A plan has at most {MOST_RUNS:,} runs; got {cells * len(seeds):,}.",
            )
        excluded = self._excluded(axes) if cells <= MOST_CELLS else ()
        by_name = {axis.name: axis for axis in axes}
        sources = self._sources(by_name["data"])
        starts = self._starts(by_name["initializer"])
        faults.raise_any()
        with faults.of(()):
            made = checked(
                Plan(axes, seeds, sources, starts, excluded, points, record_layers, target)
            )
            self._trainable(made)
        faults.raise_any()
        return made

    def _known(self) -> list[str]:
        return [*BY_NAME, *_OF_STUDY]

    def _of(self, name: str) -> Mapping[str, Any]:
        table = self._table.get(name, {})
        if isinstance(table, Mapping):
            return table
        self._faults.add((name,), f"[{name}] is a table of settings; got {short(table)}.")
        return {}

    def _axes(self, study: Mapping[str, Any], varied: Mapping[str, Any]) -> tuple[Axis, ...]:
        given = {**study, **varied}
        try:
            names = used({name: None for name in given if name in BY_NAME})
        except InitlabError as error:
            at = next(name for name in ("depth", "width") if name in given)
            self._faults.add(("axes" if at in varied else "study", at), str(error))
            names = [s.name for s in ALL if s.name not in ("depth", "width")]
        axes = list[Axis]()
        for name in names:
            if name in varied:
                values = self._several(name, varied[name])
            elif name in study:
                values = self._one(name, study[name])
            else:
                values = [BY_NAME[name].default]
            axes.append(Axis(name, tuple(values or [BY_NAME[name].default])))
        return tuple(axes)

    def _one(self, name: str, written: object) -> list[Value]:
        place: Place = ("study", name)
        if isinstance(written, list) and (name != "layers" or any(map(_is_list, written))):
            if name == "data":
                return self._values(name, place, written)
            self._faults.add(place, f"{name} has one value in [study]. Lists stand in [axes].")
            return []
        return self._values(name, place, [written], single=True)

    def _several(self, name: str, written: object) -> list[Value]:
        place: Place = ("axes", name)
        if isinstance(written, list) and not written and name != "layers":
            self._faults.add(place, f"{name} needs at least one value; got none.")
            return []
        values = listed(name, written)
        return self._values(name, place, values, single=values is not written)

    def _values(
        self, name: str, place: Place, written: Sequence[object], *, single: bool = False
    ) -> list[Value]:
        if len(written) > MOST_VALUES:
            self._faults.add(
                place, f"{name} has at most {MOST_VALUES:,} values; got {len(written):,}."
            )
            return []
        values = list[Value]()
        for position, entry in enumerate(written):
            at = place if single else (*place, position)
            with self._faults.of(at):
                for spelled in spelled_out(name, entry):
                    value = BY_NAME[name].read(located(name, spelled, self._folder))
                    if (name, value) in self._places:
                        raise DomainError(f"{name} has {short(value)} twice. Give it once.")
                    self._places[name, value] = at
                    values.append(value)
        return values

    def _seeds(self, written: object) -> range:
        place: Place = ("study", "seeds")
        first, count = 0, written
        if isinstance(written, Mapping):
            for key in written:
                if key not in ("first", "count"):
                    self._faults.add((*place, key), "seeds takes { first = …, count = … }.")
            first, count = written.get("first", 0), written.get("count", 10)
        with self._faults.of(place):
            begin = whole("the first of the seeds", first, 0, 2**32 - 1)
            many = whole("seeds", count, 1, MOST_RUNS)
            if begin + many > 2**32:
                raise DomainError(f"Seeds end at {2**32 - 1}; got {many:,} from {begin:,} on.")
            return range(begin, begin + many)
        return range(1)

    def _number(self, place: Place, written: object) -> float | None:
        with self._faults.of(place):
            return None if written is None else number(str(place[-1]), written, 0.0)
        return None

    def _record(self) -> tuple[int, bool]:
        table = self._of("record")
        for name in table:
            if name not in ("points", "layers"):
                message = str(unknown_name("setting", name, ("points", "layers")))
                self._faults.add(("record", name), message)
        points = POINTS
        with self._faults.of(("record", "points")):
            points = whole("points", table.get("points", POINTS), 1, MOST_POINTS)
        layers = table.get("layers", False)
        if not isinstance(layers, bool):
            self._faults.add(("record", "layers"), f"layers is true or false; got {short(layers)}.")
        return points, layers is True

    def _excluded(self, axes: Sequence[Axis]) -> tuple[Exclusion, ...]:
        written = self._table.get("exclude", [])
        entries = written if isinstance(written, list) else [written]
        found = list[Exclusion]()
        for position, entry in enumerate(entries):
            place: Place = ("exclude", position) if isinstance(written, list) else ("exclude",)
            if not isinstance(entry, Mapping):
                self._faults.add(place, f"exclude is a table, [[exclude]]; got {short(entry)}.")
                continue
            with self._faults.of(place):
                found.append(exclusion(self._condition(entry), axes))
        return tuple(found)

    def _condition(self, entry: Mapping[str, Any]) -> dict[str, object]:
        def spelled(name: str, value: object) -> object:
            if isinstance(value, Mapping) and not (name in WITH_NUMBERS and "name" in value):
                return value  # { min = …, max = … }
            if name not in (*WITH_NUMBERS, "data"):
                return value
            return [
                located(name, s, self._folder)
                for v in listed(name, value)
                for s in spelled_out(name, v)
            ]

        return {name: spelled(name, value) for name, value in entry.items()}

    def _sources(self, data: Axis) -> tuple[Source, ...]:
        found = list[Source]()
        for name in data.values:
            with self._faults.of(self._places.get(("data", name), ())):
                found.append(Source.of(datasets.load(str(name))))
        return tuple(found)

    def _starts(self, initializer: Axis) -> tuple[tuple[str, str], ...]:
        found = list[tuple[str, str]]()
        for name in initializer.values:
            with self._faults.of(self._places.get(("initializer", name), ())):
                found.append((str(name), identity(str(name))))
        return tuple(found)

    def _trainable(self, made: Plan) -> None:
        """Each data set with each loss, once: does the one fit the other?"""
        seen = set[tuple[Value, Value]]()
        losses = len(made.axis("loss").values) * len(made.sources)
        for cell in made.cells:
            pair = cell.values["data"], cell.values["loss"]
            if pair in seen:
                continue
            seen.add(pair)
            source = made.source(cell)
            assert source.dataset is not None
            place = self._places.get(("loss", pair[1])) or self._places.get(("data", pair[0]), ())
            with self._faults.of(place):
                networks.examples(made.spec(cell), source.dataset.train_x, source.dataset.train_y)
            if len(seen) == losses:
                return


def _hint(name: str) -> str:
    if name in (*BY_NAME, *_OF_STUDY):
        return f"{name} stands in a table: [study] for one value, [axes] for several."
    return str(unknown_name("table", name, _TABLES))


def _is_list(value: object) -> bool:
    return isinstance(value, list)
