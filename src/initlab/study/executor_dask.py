"""Train tasks on Dask's workers; they may die, join and leave while a study runs."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing import resource_tracker
from socket import gethostname
from typing import Any

try:
    import dask
    import distributed
except ImportError:
    from initlab.errors import MissingPackage

    raise MissingPackage(
        "--executor dask needs distributed, which is not installed: pip install 'initlab[cluster]'."
    ) from None

from initlab import __version__, datasets
from initlab.errors import DomainError, InitlabError
from initlab.networks.spec import NUMERICS
from initlab.study.executor import Done, keep_busy
from initlab.study.executor_local import lanes
from initlab.study.record import Record
from initlab.study.tasks import Task, train_task

AHEAD = 2  # tasks under way for each thread of a worker: one trains, one waits there
RETRIES = 100  # of a task whose workers die; it is a pure function, so any number is harmless
CONNECT_S = 10.0
CLOSE_S = 1.5  # for Dask to close what it began

Version = tuple[str, int]  # of initlab, and its NUMERICS


def _start_tracker() -> None:
    """Begin multiprocessing's tracker, which ignores Ctrl-C by itself, deaf to SIGHUP too."""
    if threading.current_thread() is not threading.main_thread():
        resource_tracker.ensure_running()
        return
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # inherited by the process it begins
    try:
        resource_tracker.ensure_running()
    finally:
        signal.signal(signal.SIGHUP, before)


class Dask:
    """The executor of a Dask cluster.

    Args:
        scheduler: an address such as tcp://host:8786, or local:N for N worker processes on this
            machine, which end with this executor.
    Raises: DomainError: neither; nobody answers there; or a worker has another initlab.
    """

    def __init__(self, scheduler: str) -> None:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # deaths are expected
        self._cluster: Any = None
        kind, _, count = scheduler.partition(":")
        if kind == "local":
            if not count.isdecimal() or int(count) < 1:
                raise DomainError(
                    f"--scheduler local:N takes a number of workers, as in local:2; got "
                    f"{scheduler!r}."
                )
            self._begin(int(count))
        elif "://" in scheduler:
            try:
                self._client = distributed.Client(scheduler, timeout=CONNECT_S)
            except (OSError, ValueError, TimeoutError) as error:
                raise DomainError(
                    f"No Dask scheduler answers at {scheduler} ({type(error).__name__}). Start "
                    "one with: dask scheduler."
                ) from None
        else:
            raise DomainError(
                f"--scheduler is an address such as tcp://host:8786, or local:N; got {scheduler!r}."
            )
        try:
            for worker, theirs in self._client.run(_version).items():
                _same_initlab(worker, theirs, _version())
        except BaseException:
            self.close()
            raise
        self._futures = set[Any]()

    def _begin(self, workers: int) -> None:
        # Above 3, the default, a study would survive three deaths in the same task only.
        dask.config.set({"distributed.scheduler.allowed-failures": RETRIES})
        _start_tracker()  # its own start would undo what follows
        # The threads that begin processes inherit this, and so do the processes: a terminal sends
        # Ctrl-C to them too, but it is the driver that ends them. What comes meanwhile waits.
        before = signal.pthread_sigmask(
            signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        )
        try:
            self._cluster = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
            self._client = distributed.Client(self._cluster)
        except RuntimeError as error:  # one died before it was there
            raise DomainError(f"Dask's workers did not start ({error}). Try again.") from error
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    @property
    def side_by_side(self) -> int:
        """The lanes of one thread: a worker's thread trains one task."""
        return lanes()

    @property
    def workers(self) -> dict[str, int]:
        """The workers that are there now, and the process of each."""
        return dict(self._client.run(os.getpid))

    def run(self, tasks: Iterator[Task], stopping: Callable[[], bool]) -> Iterator[Done]:
        """Every task, as it ends."""
        by_name = dict[str, bool]()

        def start(task: Task, ended: Callable[[Callable[[], Done]], None]) -> None:
            sent = _light(task, by_name)
            future = self._client.submit(_timed, sent, _version(), pure=False, retries=RETRIES)
            self._futures.add(future)
            future.add_done_callback(lambda future: ended(lambda: self._end(task, future)))

        return keep_busy(tasks, start, self._most, stopping)

    def _most(self) -> int:
        """Tasks under way: a few for each thread that there is now."""
        return max(1, AHEAD * sum(self._client.nthreads().values()))

    def _end(self, task: Task, future: Any) -> Done:
        self._futures.discard(future)
        try:
            records, seconds = future.result()
        except Exception as error:
            return Done(task, [], 0.0, _told(error))
        return Done(task, records, seconds)

    def close(self) -> None:
        """End the workers that this executor began; leave a cluster that was there before."""
        if self._cluster is None:
            with suppress(Exception):
                self._client.cancel(list(getattr(self, "_futures", ())), force=True)
            with suppress(Exception):
                self._client.close(timeout=1)
            return
        pids = _processes(self._cluster)
        with suppress(Exception):  # otherwise what is killed would be begun anew
            self._cluster.sync(_start_no_more, self._cluster, callback_timeout=1)
        for pid in pids:  # nothing they do is worth waiting for: what is finished is here
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # Dask's own way to the end can wait for workers that are no more.
        closing = threading.Thread(target=self._close_cluster, daemon=True)
        closing.start()
        closing.join(CLOSE_S)

    def _close_cluster(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=1)
        with suppress(Exception):
            self._cluster.close(timeout=1)


def _light(task: Task, by_name: dict[str, bool]) -> Task:
    """The task without its data, if a worker can load them by their name."""
    dataset = task.dataset
    if dataset is None:
        return task
    if dataset.name not in by_name:
        try:
            found = datasets.load(dataset.name).fingerprint()
            by_name[dataset.name] = found == dataset.fingerprint()
        except InitlabError:
            by_name[dataset.name] = False
    return replace(task, dataset=None) if by_name[dataset.name] else task


def _timed(task: Task, driver: Version) -> tuple[list[Record], float]:
    """Train a task, on a worker; one may have joined after the others were looked at."""
    _same_initlab(gethostname(), _version(), driver)
    begin = time.perf_counter()
    return train_task(task, threads=1), time.perf_counter() - begin


def _version() -> Version:
    return __version__, NUMERICS


def _same_initlab(worker: str, theirs: Version, ours: Version) -> None:
    if theirs != ours:
        raise DomainError(
            f"The worker {worker} has initlab {theirs[0]} (numerics {theirs[1]}), the study runs "
            f"with {ours[0]} (numerics {ours[1]}). Install the same on both."
        )


def _told(error: Exception) -> Exception:
    if isinstance(error, InitlabError):
        return error
    if isinstance(error, distributed.KilledWorker):
        return DomainError(
            "A task ended every worker that took it. Look at their logs; workers may need more "
            "memory."
        )
    return DomainError(f"Dask could not do a task: {type(error).__name__}: {error}")


async def _start_no_more(cluster: Any) -> None:
    """Have the nannies of a local cluster end when their worker does."""
    for nanny in cluster.workers.values():
        nanny.close_gracefully()


def _processes(cluster: Any) -> list[int]:
    """The worker processes of a local cluster that live."""
    processes = (getattr(nanny, "process", None) for nanny in cluster.workers.values())
    return [process.pid for process in processes if process is not None and process.pid]
