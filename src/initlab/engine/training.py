"""`train`: many runs, grouped by shape, each group a fleet; without a kernel, one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from initlab import kernel, networks
from initlab.datasets import Dataset
from initlab.engine.fleet import Fleet, Job, shape_of
from initlab.errors import DomainError, InitlabError, ShapeError
from initlab.initializers import Parameters
from initlab.networks import Examples, Outcome, Spec

Progress = Callable[[int], None]


def train(
    specs: Sequence[Spec],
    data: Dataset,
    *,
    parameters: Sequence[Parameters] | None = None,
    progress: Progress | None = None,
    on_finished: Callable[[int, Outcome], None] | None = None,
    threads: int | None = None,
) -> list[Outcome]:
    """Train every spec on `data`, to the same bits as `networks.train` one by one.

    Args:
        specs: any mix of shapes; those of one shape are trained side by side.
        data: shared by all.
        parameters: to begin with, one for each spec, instead of those that the specs draw.
        progress: called now and then with the number of updates done in all.
        on_finished: called with a spec's position and outcome as soon as it is known, so that an
            interrupted caller keeps what is finished.
        threads: by default as many as this process may use. Results do not depend on it.
    Returns: outcomes in the order of `specs`.
    Raises: InitlabError: data or parameters that do not fit; the message names the network.

    >>> from initlab import datasets
    >>> spec = Spec((2, 4, 1), initializer="zeros", iterations=10)
    >>> train([spec], datasets.load("circles"))[0].final.train_accuracy
    0.5
    """
    if parameters is not None and len(parameters) != len(specs):
        raise ShapeError(
            f"{len(specs)} specs need as many parameters, or none; got {len(parameters)}."
        )
    if threads is not None and (threads != int(threads) or threads < 1):
        raise DomainError(f"threads is a whole number of at least 1; got {threads}.")
    examples = _Examples(data)
    jobs = [
        _job(
            position,
            len(specs),
            spec,
            examples,
            None if parameters is None else parameters[position],
        )
        for position, spec in enumerate(specs)
    ]
    outcomes: list[Outcome | None] = [None] * len(jobs)

    def keep(job: Job, outcome: Outcome) -> None:
        outcomes[job.position] = outcome
        if on_finished is not None:
            on_finished(job.position, outcome)

    tell = progress or (lambda done: None)
    compiled = kernel.load()
    done = 0
    for group in _by_shape(jobs):
        if compiled is None or len(group[0].spec.sizes) > compiled.most_layers:
            _one_by_one(group, keep, _from(done, tell))
        else:
            Fleet(compiled, group, threads or kernel.threads()).run(keep, _from(done, tell))
        done += sum(job.spec.iterations for job in group)
    return [outcome for outcome in outcomes if outcome is not None]


def kernel_missing() -> str | None:
    """A sentence for the user when the compiled engine is not in use; None when it is."""
    if kernel.load() is not None:
        return None
    if kernel.switched_off():
        return (
            f"The compiled engine is switched off by {kernel.SWITCH}=1, so training runs in NumPy: "
            "the same results, slower."
        )
    return (
        "The compiled engine is not in use, so training runs in NumPy: the same results, slower. "
        "To build it, install a C++ compiler and reinstall initlab with pip's --no-cache-dir."
    )


class _Examples:
    """A data set in the form of each loss and size, checked once."""

    def __init__(self, data: Dataset) -> None:
        self._data = data
        self._known: dict[object, tuple[Examples, Examples | None]] = {}

    def of(self, spec: Spec) -> tuple[Examples, Examples | None]:
        """The training and the test examples that `spec` trains on."""
        key = (spec.sizes[0], spec.sizes[-1], spec.loss)
        if key not in self._known:
            data = self._data
            test = None
            if data.test_x is not None and data.test_y is not None:
                test = networks.examples(spec, data.test_x, data.test_y)
            self._known[key] = networks.examples(spec, data.train_x, data.train_y), test
        return self._known[key]


def _job(
    position: int, count: int, spec: Spec, examples: _Examples, parameters: Parameters | None
) -> Job:
    try:
        train, test = examples.of(spec)
        begin = spec.draw() if parameters is None else parameters
        begin = networks.checked_parameters(spec, begin)
    except InitlabError as error:
        name = f"network {position + 1} of {count} ({spec.start.name}, seed {spec.seed})"
        raise type(error)(f"{name}: {error}") from error
    return Job(position, spec, train, test, begin)


def _by_shape(jobs: list[Job]) -> list[list[Job]]:
    groups: dict[object, list[Job]] = {}
    for job in jobs:
        groups.setdefault(shape_of(job.spec), []).append(job)
    return list(groups.values())


def _one_by_one(jobs: list[Job], keep: Callable[[Job, Outcome], None], tell: Progress) -> None:
    done = 0
    for job in jobs:
        outcome = networks.train(
            job.spec,
            job.train,
            job.test,
            parameters=job.parameters,
            progress=_from(done, tell),
        )
        keep(job, outcome)
        done += job.spec.iterations


def _from(done: int, tell: Progress) -> Progress:
    """`tell`, counting on from `done`."""
    return lambda updates: tell(done + updates)
