"""How long each stage of a run takes; told to who waits, and kept in run.json alone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

Progress = Callable[[str], None]


@dataclass(slots=True)
class Timings:
    """Seconds spent in each stage, in order; kept in run.json and nowhere else."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, progress: Progress) -> Iterator[None]:
        """Time a stage, tell the caller and the log."""
        progress(name)
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        log.info("%s: %.2f s", name, self.seconds[name])
