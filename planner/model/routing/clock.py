"""
What a search has left: processor time, or iterations where the answer is to be the same every time.

Processor time is that of this process. A machine that is busy with something else makes a search take longer by the
clock; it does not make its answer worse.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from planner.rounds import Limits

Progress = Callable[[float, int | None], None]
_TOLD_EVERY = 100


class Clock:
    """
    Counts what a whole search has used.

    Parameters
    ----------
    limits
        Of the whole search.
    progress
        Told, now and then, the share of the limits used (0 to 1) and the least cost so far.
    """

    def __init__(self, limits: Limits, progress: Progress | None) -> None:
        self.limits, self.iterations = limits, 0
        self._began, self._progress = time.process_time(), progress

    @property
    def spent(self) -> float:
        """The share of the limits used: of the one that is nearest to its end."""
        shares = []
        if self.limits.seconds is not None:
            shares.append((time.process_time() - self._began) / self.limits.seconds)
        if self.limits.iterations is not None:
            shares.append(self.iterations / self.limits.iterations)
        return max(shares)

    def until(self, share: float, give_up: float = 1.0) -> Callable[[int | None], bool]:
        """
        Return a criterion, asked once an iteration with the least cost (``None`` before there is one).

        It stops at a share of the limits, and at ``give_up`` where there is no answer by then.
        """

        def stop(cost: int | None) -> bool:
            if self.spent >= (min(share, give_up) if cost is None else share):
                return True
            self.iterations += 1
            if self._progress is not None and self.iterations % _TOLD_EVERY == 0:
                self._progress(min(1.0, self.spent), cost)
            return False

        return stop

    def done(self, cost: int | None) -> None:
        """Tell that the search has ended."""
        if self._progress is not None:
            self._progress(1.0, cost)
