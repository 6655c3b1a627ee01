"""One thread that talks to the database, so that no key ever waits for a disk.

Jobs run in order. A save that fails stays at the head of the line, with everything after it, until it is tried
again: nothing is dropped and nothing overtakes.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from annotator.errors import AnnotatorError, NotSaved

Job = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far saving is: how many jobs wait, and why the first of them could not be done."""

    waiting: int
    problem: AnnotatorError | None = None

    @property
    def saved(self) -> bool:
        """Tell whether everything is on disk."""
        return not self.waiting and self.problem is None


class Outbox:
    """A queue of jobs and the thread that works through it; `tell` hears of every change, from that thread."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._jobs: deque[Job] = deque()
        self._changed = threading.Condition()
        self._problem: AnnotatorError | None = None
        self._open = True
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)
        self._thread.start()

    @property
    def progress(self) -> Progress:
        """Return how far saving is."""
        with self._changed:
            return Progress(len(self._jobs), self._problem)

    def put(self, job: Job) -> None:
        """Add a job to the end of the line."""
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()

    def retry(self) -> None:
        """Try again what failed, and go on."""
        with self._changed:
            self._problem = None
            self._changed.notify_all()

    def forget(self) -> int:
        """Drop everything that waits, after the caller has told the person; return how much it was."""
        with self._changed:
            count = len(self._jobs)
            self._jobs.clear()
            self._problem = None
            self._changed.notify_all()
            return count

    def drain(self, timeout: float | None = None) -> bool:
        """Wait until nothing waits or something fails; tell whether everything is saved."""
        with self._changed:
            self._changed.wait_for(
                lambda: not self._jobs or self._problem is not None or self._ended, timeout
            )
            return not self._jobs

    def close(self) -> None:
        """End the thread; what failed and was not tried again is left undone."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        try:
            self._work_on()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _work_on(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: (self._jobs and self._problem is None) or not self._open)
                if not self._jobs or self._problem is not None:
                    return
                job = self._jobs[0]
            problem = _attempt(job)
            with self._changed:
                # Forgotten while it ran, it is nobody's concern any more, and neither is its failure.
                if self._jobs and self._jobs[0] is job:
                    self._problem = problem
                    if problem is None:
                        self._jobs.popleft()
                progress = Progress(len(self._jobs), self._problem)
                self._changed.notify_all()
            # A listener that fails, as one does whose screen is gone, must not keep the rest from being saved.
            with suppress(Exception):
                self._tell(progress)


def _attempt(job: Job) -> AnnotatorError | None:
    try:
        job()
    except AnnotatorError as problem:
        return problem
    except Exception as problem:  # noqa: BLE001  a mistake in a job must not end the thread that saves the rest
        return NotSaved(
            "not saved: the program met an error of its own",
            why=f"{type(problem).__name__}: {problem}",
            do="try again; if it stays, please report this",
        )
    return None
